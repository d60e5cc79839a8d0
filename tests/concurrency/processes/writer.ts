import { createHash, randomUUID } from 'node:crypto';
import { connect } from '@dealtrail/ledger/connect';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';

/** What a writing process is told to do. */
export type WriterInput = {
  readonly url: string;
  readonly ledgerId: string;
  /** Begins its command ids. */
  readonly name: string;
  readonly writers: number;
  readonly appendsEach: number;
  /** Streams are shared between writers and processes: so some appends meet a conflict and are tried again. */
  readonly streams: number;
};

/** A line per command that the log confirmed. */
export type Confirmed = { readonly commandId: string; readonly position: number; readonly result: string };

const input = JSON.parse(process.argv[2] ?? '') as WriterInput;
const pool = connect({ url: input.url, role: 'dealtrail_api', applicationName: input.name });
const log = openPostgresLog({ pool });

const appendOnce = async (commandId: string, streamId: string): Promise<Confirmed> => {
  for (;;) {
    const expectedVersion = (await log.readStream(input.ledgerId, streamId)).length;
    const result = await log.append({
      ledgerId: input.ledgerId,
      streamId,
      expectedVersion,
      commandId,
      fingerprint: createHash('sha256').update(commandId).digest('hex'),
      event: { eventId: randomUUID(), type: 'Added', schemaVersion: 1, payload: '{"n":1}' },
      requires: [],
      reserves: [],
      releases: [],
    });
    if (result.result === 'appended' || result.result === 'replayed') {
      return { commandId, position: result.outcome.position, result: result.result };
    }
    if (result.result !== 'versionConflict') throw new Error(`${commandId}: ${result.result}`);
  }
};

const write = async (writer: number): Promise<void> => {
  for (let turn = 0; turn < input.appendsEach; turn += 1) {
    const commandId = `${input.name}-${String(writer)}-${String(turn)}`;
    const confirmed = await appendOnce(commandId, `stream-${String((writer + turn * 7) % input.streams)}`);
    process.stdout.write(`${JSON.stringify(confirmed)}\n`);
  }
};

await Promise.all(Array.from({ length: input.writers }, (_, writer) => write(writer)));
await log.close();
await pool.end();
