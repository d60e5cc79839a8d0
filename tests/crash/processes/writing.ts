import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Append, AppendResult } from '@dealtrail/event-sourcing/log';
import { connect } from '@dealtrail/ledger/connect';
import { LogOverloaded } from '@dealtrail/ledger/group-commit';
import { LogUnavailable } from '@dealtrail/ledger/log-unavailable';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Sent, Told, WritingInput } from '../told.ts';

const input = JSON.parse(process.argv[2] ?? '') as WritingInput;
const { ledgerId } = input;
const pool = connect({
  url: input.url,
  role: 'dealtrail_api',
  applicationName: input.name,
  connectionsMax: 6,
  lockWaitMs: input.lockWaitMs,
  answerMs: input.answerMs,
  connectMs: input.connectMs,
});
const log = openPostgresLog({ pool });

/** How long a caller waits before it asks again, as a client of the API would for Retry-After. */
const pauseMsMax = 150;
const togetherCountMax = 12;

let isStopping = false;
process.on('SIGTERM', () => {
  isStopping = true;
});

const tell = (line: Told): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const versions = new Map<string, number>();
let calls = 0;
let commands = 0;

const newCommand = (streamId: string, expectedVersion: number): Sent => ({
  commandId: `${input.name}-${String((commands += 1))}`,
  streamId,
  expectedVersion,
  eventId: randomUUID(),
});

const appendOf = ({ commandId, streamId, expectedVersion, eventId }: Sent): Append => ({
  ledgerId,
  streamId,
  expectedVersion,
  commandId,
  fingerprint: createHash('sha256').update(commandId).digest('hex'),
  event: { eventId, type: 'Probed', schemaVersion: 1, payload: `{"n":"${'x'.repeat(input.payloadChars)}"}` },
  requires: [],
  reserves: [],
  releases: [],
});

const askOnce = async (sent: readonly Sent[], together: boolean): Promise<readonly AppendResult[]> => {
  const appends = sent.map(appendOf);
  if (!together) return await Promise.all(appends.map((append) => log.append(append)));
  const outcomes = await log.appendTogether(ledgerId, appends);
  return (outcomes ?? []).map((outcome) => ({ result: 'appended', outcome }));
};

/** Until there is an answer: what is unavailable is asked again, with nothing changed. Undefined: something else is wrong. */
const ask = async (sent: readonly Sent[], together: boolean): Promise<readonly AppendResult[] | undefined> => {
  for (;;) {
    const call = `${input.name}:${String((calls += 1))}`;
    tell({ told: 'call', call, together, commands: sent });
    try {
      const results = await askOnce(sent, together);
      tell({ told: 'answer', call, results });
      return results;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof LogUnavailable) tell({ told: 'unavailable', call, written: error.written, why });
      else if (error instanceof LogOverloaded) tell({ told: 'unavailable', call, written: 'no', why });
      else {
        tell({ told: 'broken', call, why: error instanceof Error ? (error.stack ?? why) : why });
        return undefined;
      }
      await sleep(Math.random() * pauseMsMax);
    }
  }
};

const learn = (sent: readonly Sent[], results: readonly AppendResult[]): void => {
  results.forEach((result, index) => {
    const streamId = sent[index]?.streamId ?? '';
    if (result.result === 'versionConflict') versions.set(streamId, result.version);
    if (result.result === 'appended' || result.result === 'replayed')
      versions.set(streamId, Math.max(versions.get(streamId) ?? 0, result.outcome.version));
  });
};

const oneByOne = async (): Promise<void> => {
  const streamId = `probe-${String(Math.floor(Math.random() * input.streams))}`;
  const sent = [newCommand(streamId, versions.get(streamId) ?? 0)];
  learn(sent, (await ask(sent, false)) ?? []);
};

/** On a stream of their own, so that nothing but trouble keeps them from being written. */
const together = async (): Promise<void> => {
  const streamId = `batch-${randomUUID()}`;
  const count = 2 + Math.floor(Math.random() * (togetherCountMax - 1));
  const sent = Array.from({ length: count }, (_, version) => newCommand(streamId, version));
  const results = await ask(sent, true);
  // None: the first try was written after all, its answer lost. One by one each gives its first answer.
  if (results?.length === 0) for (const one of sent) await ask([one], false);
};

const caller = async (turn: number): Promise<void> => {
  for (let n = turn; n < input.resend.length; n += input.callers) {
    const one = input.resend[n];
    if (one !== undefined) await ask([one], false);
  }
  while (!isStopping) await (Math.random() < 0.1 ? together() : oneByOne());
};

/** Sees every position once, in order, whatever happens to the connection. */
const tail = async (): Promise<void> => {
  let after = 0;
  while (!isStopping) {
    try {
      const page = await log.readPage(ledgerId, { after, limit: 500 });
      if (page.length > 0) tell({ told: 'saw', after, eventIds: page.map(({ eventId }) => eventId) });
      after += page.length;
      if (page.length < 500) await sleep(20);
    } catch (error) {
      if (!(error instanceof LogUnavailable)) {
        tell({ told: 'broken', call: 'tail', why: error instanceof Error ? (error.stack ?? '') : String(error) });
        return;
      }
      await sleep(50);
    }
  }
};

await Promise.all([tail(), ...Array.from({ length: input.callers }, (_, turn) => caller(turn))]);
await log.close();
await pool.end();
