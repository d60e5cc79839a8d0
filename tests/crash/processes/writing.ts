import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Append, AppendResult, CommandOutcome } from '@dealtrail/event-sourcing/log';
import { connect } from '@dealtrail/ledger/connect';
import { LogOverloaded } from '@dealtrail/ledger/group-commit';
import { LogUnavailable } from '@dealtrail/ledger/log-unavailable';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Call, Name, Said } from '../../order/history.ts';
import type { Line, WritingInput } from '../writing-input.ts';

const input = JSON.parse(process.argv[2] ?? '') as WritingInput;
const { ledgerId, name: writer } = input;
const pool = connect({
  url: input.url,
  role: 'dealtrail_api',
  applicationName: writer,
  connectionsMax: 6,
  lockWaitMs: input.lockWaitMs,
  idleInTransactionMs: input.idleInTransactionMs,
  answerMs: input.answerMs,
  connectMs: input.connectMs,
});
const log = openPostgresLog({ pool });

/** How long a caller waits before it asks again, as a client of the API would for Retry-After. */
const pauseMsMax = 150;
const togetherCountMax = 12;
const names = 12;
const pageEventsMax = 500;

let isStopping = false;
process.on('SIGTERM', () => {
  isStopping = true;
});

// Whoever started it is gone.
process.stdin.resume().on('end', () => process.exit(1));

const tell = (line: Line): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const startUs = (): number => Number(process.hrtime.bigint() / 1000n);
const endUs = (): number => startUs() + 1;
const chance = (probability: number): boolean => Math.random() < probability;
const below = (count: number): number => Math.floor(Math.random() * count);
const numbered = (): (() => string) => {
  let last = 0;
  return () => `${writer}-${String((last += 1))}`;
};

const versions = new Map<string, number>();
const nextCall = numbered();
const nextCommand = numbered();
const nextBatch = numbered();

type Asked = Omit<Call, 'entry' | 'call' | 'writer' | 'startedAtUs'>;

const newCommand = (streamId: string, expectedVersion: number): Asked => {
  const commandId = nextCommand();
  return {
    ledgerId,
    streamId,
    commandId,
    fingerprint: createHash('sha256').update(commandId).digest('hex'),
    expectedVersion,
    eventId: randomUUID(),
    requires: [],
    reserves: [],
    releases: [],
    batch: null,
    isDryRun: false,
  };
};

/** As good as incompressible, so that it takes its room on the disk. */
const payload = (): string =>
  JSON.stringify({ noise: randomBytes(Math.ceil(input.payloadChars * 0.75)).toString('base64url') });

const appendOf = ({ eventId, ...asked }: Asked): Append => ({
  ...asked,
  expectedVersion: Number(asked.expectedVersion),
  ...(eventId === null
    ? {}
    : {
        event: {
          eventId,
          type: 'Probed',
          schemaVersion: 1,
          payload: payload(),
        },
      }),
});

const toldOf = (outcome: CommandOutcome) => ({
  streamId: outcome.streamId,
  position: outcome.position,
  version: outcome.version,
  recordedAt: outcome.recordedAt,
  eventId: outcome.event?.eventId ?? null,
});

const saidOf = (result: AppendResult): Said => {
  switch (result.result) {
    case 'appended':
    case 'replayed':
      return { result: result.result, told: toldOf(result.outcome) };
    case 'reserved':
      return { result: 'reserved', name: result.reservation, holder: result.holder };
    case 'replaced':
      throw new Error('nobody said what it was decided on');
    case 'versionConflict':
    case 'requirementFailed':
    case 'commandIdReused':
      return result;
  }
};

/** What may be asked again as it is; undefined: something is wrong that no one may expect. */
const troubleOf = (error: unknown): Said | undefined => {
  if (error instanceof LogOverloaded) return { result: 'turnedAway', error: error.message };
  if (error instanceof LogUnavailable)
    return { result: error.written === 'no' ? 'turnedAway' : 'unknown', error: error.message };
  tell({ entry: 'broken', why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return undefined;
};

const called = (asked: Asked, batch: string | null): Call => {
  const call: Call = { entry: 'call', call: nextCall(), writer, startedAtUs: startUs(), ...asked, batch };
  tell(call);
  return call;
};
const answered = ({ call }: Call, said: Said): void => {
  tell({ entry: 'answer', call, endedAtUs: endUs(), said });
};

/** Until there is an answer: what is unavailable is asked again, with nothing changed. */
const ask = async (asked: Asked): Promise<Said | undefined> => {
  for (;;) {
    const call = called(asked, null);
    const said = await log.append(appendOf(asked), { dryRun: asked.isDryRun }).then(saidOf, troubleOf);
    if (said === undefined) return undefined;
    answered(call, said);
    if (said.result !== 'unknown' && said.result !== 'turnedAway') return said;
    await sleep(below(pauseMsMax));
  }
};

/** As the API does: together, and where that may have been written or was not taken, one by one. */
const askTogether = async (asked: readonly Asked[]): Promise<void> => {
  const batch = nextBatch();
  const calls = asked.map((one) => called(one, batch));
  const outcomes = await log.appendTogether(ledgerId, asked.map(appendOf)).catch(troubleOf);
  calls.forEach((call, index) => {
    if (outcomes === undefined) answered(call, { result: 'notTogether' });
    else if ('result' in outcomes) answered(call, outcomes);
    else {
      const outcome = outcomes[index];
      if (outcome !== undefined) answered(call, { result: 'appended', told: toldOf(outcome) });
    }
  });
  if (outcomes !== undefined && !('result' in outcomes)) return;
  await sleep(below(pauseMsMax));
  for (const one of asked) await ask({ ...one, eventId: randomUUID() });
};

const someName = (): Name => ({ scope: 'probe', key: `name ${String(below(names))}` });

const someCommand = (): Asked => {
  const streamId = `probe-${String(below(input.streams))}`;
  const version = versions.get(streamId) ?? 0;
  const plain = newCommand(streamId, version);
  if (version > 0 && chance(0.05)) return { ...plain, eventId: null };
  return {
    ...plain,
    isDryRun: chance(0.05),
    ...(chance(0.5)
      ? { reserves: chance(0.2) ? [someName()] : [] }
      : { releases: chance(0.2) ? [someName()] : [] }),
    requires: chance(0.1) ? [{ kind: 'free', ...someName() }] : [],
  };
};

const oneByOne = async (): Promise<void> => {
  const asked = someCommand();
  const { streamId } = asked;
  const said = await ask(asked);
  if (said?.result === 'versionConflict') versions.set(streamId, said.version);
  if (said?.result === 'appended' && !asked.isDryRun)
    versions.set(streamId, Math.max(versions.get(streamId) ?? 0, said.told.version));
};

/** On a stream of their own, so that nothing but trouble keeps them from being written. */
const together = async (): Promise<void> => {
  const streamId = `batch-${randomUUID()}`;
  const count = 2 + below(togetherCountMax - 1);
  await askTogether(Array.from({ length: count }, (_, version) => newCommand(streamId, version)));
};

const resent = ({ eventId, ...call }: Call): Asked => ({
  ...newCommand(call.streamId, Number(call.expectedVersion)),
  commandId: call.commandId,
  fingerprint: call.fingerprint,
  isDryRun: call.isDryRun,
  requires: call.requires,
  reserves: call.reserves,
  releases: call.releases,
  eventId: eventId === null ? null : randomUUID(),
});

const caller = async (): Promise<void> => {
  while (!isStopping) await (chance(0.1) ? together() : oneByOne());
};

/** Sees every position once, in order, whatever happens to the connection. */
const tail = async (): Promise<void> => {
  let after = 0;
  while (!isStopping) {
    const startedAtUs = startUs();
    const page = await log.readPage(ledgerId, { after, limit: pageEventsMax }).catch(troubleOf);
    if (page === undefined) return;
    if ('result' in page) await sleep(50);
    else {
      const events = page.map(({ position, eventId, streamId, version, recordedAt, commandId }) => ({
        ...{ position, eventId, streamId, version, recordedAt, commandId },
      }));
      const shown = {
        reader: writer,
        ledgerId,
        after,
        limit: pageEventsMax,
        startedAtUs,
        endedAtUs: endUs(),
        events,
      };
      if (events.length > 0) tell({ entry: 'page', ...shown });
      after += events.length;
      if (events.length < pageEventsMax) await sleep(20);
    }
  }
};

// In the order in which they were asked, so that a stream's commands find their version.
const resend = async (): Promise<void> => {
  for (const call of input.resend) await ask(resent(call));
};

await Promise.all([tail(), resend(), ...Array.from({ length: input.callers }, caller)]);
await log.close();
await pool.end();
process.exit(0);
