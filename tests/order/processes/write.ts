import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Append, AppendResult, CommandOutcome, EventLog } from '@dealtrail/event-sourcing/log';
import type { ManyAtOnce } from '@dealtrail/ledger/postgres-log';
import type { Call, Entry, Said, Told } from '../history.ts';
import { endUs, startUs } from './clock.ts';
import type { Ask, Step, WriterTask } from './task.ts';

/** The log in memory has no batches: there they go one by one. */
export type Log = EventLog & Partial<ManyAtOnce>;

/** `narrow`: a log of the same ledgers whose queue is short. */
export type Logs = { readonly wide: Log; readonly narrow: Log };

type Desk = {
  readonly log: Log;
  readonly writer: string;
  readonly ledgerId: string;
  readonly tell: (entry: Entry) => void;
  /** What was given up on: it is still under way. */
  readonly leave: (underway: Promise<unknown>) => void;
};

/** Does a writer's steps one after the other. Gives what it asked and heard once nothing of it is under way any more. */
export const write = async (logs: Logs, { writer, steps }: WriterTask): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  const left: Promise<unknown>[] = [];
  for (const step of steps) {
    if (step.pauseMs > 0) await sleep(step.pauseMs);
    await take(step, {
      log: step.isNarrow ? logs.narrow : logs.wide,
      writer,
      ledgerId: step.ledgerId,
      tell: (entry) => entries.push(entry),
      leave: (underway) => left.push(underway),
    });
  }
  await Promise.allSettled(left);
  return entries;
};

const take = async ({ isBatch, asks }: Step, desk: Desk): Promise<void> => {
  const real = asks.filter(({ isDryRun }) => !isDryRun);
  const isTaken = isBatch && real.length > 0 && (await askTogether(real, desk));
  const left = isTaken ? asks.filter(({ isDryRun }) => isDryRun) : asks;
  await Promise.all(left.map((ask) => askUntilHeard(ask, desk)));
};

const askUntilHeard = async (ask: Ask, desk: Desk): Promise<void> => {
  const append = await appendOf(ask, desk);
  const isHeard = await askOnce(append, ask, desk);
  if (isHeard) return;
  const again = ask.isSentAgainAsIs ? append : await appendOf(ask, desk);
  await askOnce(again, { ...ask, patienceMs: null }, desk);
};

type Way = Pick<Ask, 'patienceMs' | 'isDryRun'>;

const askOnce = async (append: Append, { patienceMs, isDryRun }: Way, desk: Desk): Promise<boolean> => {
  const call = callOf(append, { batch: null, isDryRun }, desk);
  desk.tell(call);
  const answered = desk.log.append(append, { dryRun: isDryRun }).then(saidOf, refusalOf);
  const said = patienceMs === null ? await answered : await Promise.race([answered, impatience(patienceMs)]);
  desk.tell({ entry: 'answer', call: call.call, endedAtUs: endUs(), said });
  if (said.result === 'unknown') desk.leave(answered);
  return said.result !== 'unknown' && said.result !== 'turnedAway';
};

/** True where the batch was taken, or there was nothing to it. */
const askTogether = async (asks: readonly Ask[], desk: Desk): Promise<boolean> => {
  if (desk.log.appendTogether === undefined) return false;
  const appends: Append[] = [];
  for (const ask of asks) appends.push(await appendOf(ask, desk));
  const batch = randomUUID();
  const calls = appends.map((append) => callOf(append, { batch, isDryRun: false }, desk));
  for (const call of calls) desk.tell(call);
  const outcomes = await desk.log.appendTogether(desk.ledgerId, appends);
  const endedAtUs = endUs();
  calls.forEach((call, index) => {
    const outcome = outcomes?.[index];
    const said: Said =
      outcome === undefined ? { result: 'notTogether' } : { result: 'appended', told: toldOf(outcome) };
    desk.tell({ entry: 'answer', call: call.call, endedAtUs, said });
  });
  return outcomes !== undefined;
};

const appendOf = async (ask: Ask, { log, ledgerId }: Desk): Promise<Append> => {
  const { expected, slowMs, streamId, commandId, fingerprint, requires, reserves, releases } = ask;
  const expectedVersion =
    expected === 'current' ? (await log.readStream(ledgerId, streamId)).length : expected;
  // What changes nothing was decided on a stream that is there.
  const isQuiet = ask.isQuiet && expectedVersion !== 'any' && expectedVersion > 0;
  return {
    ...{ ledgerId, streamId, commandId, fingerprint, expectedVersion, requires },
    ...(isQuiet ? { reserves: [], releases: [] } : { reserves, releases }),
    ...(isQuiet
      ? {}
      : {
          event: {
            eventId: randomUUID(),
            type: slowMs > 0 ? 'SlowlyAdded' : 'Added',
            schemaVersion: 1,
            payload: JSON.stringify({ slowMs }),
          },
        }),
  };
};

const callOf = (append: Append, way: Pick<Call, 'batch' | 'isDryRun'>, { writer }: Desk): Call => {
  const { ledgerId, streamId, commandId, fingerprint, expectedVersion, event } = append;
  const { requires, reserves, releases } = append;
  return {
    entry: 'call',
    ...{ call: randomUUID(), writer, ledgerId, streamId, commandId, fingerprint, expectedVersion, ...way },
    ...{ eventId: event?.eventId ?? null, requires, reserves, releases },
    startedAtUs: startUs(),
  };
};

const impatience = async (ms: number): Promise<Said> => {
  await sleep(ms);
  return { result: 'unknown', error: 'the caller gave up' };
};

const saidOf = (result: AppendResult): Said => {
  switch (result.result) {
    case 'appended':
    case 'replayed':
      return { result: result.result, told: toldOf(result.outcome) };
    case 'versionConflict':
    case 'requirementFailed':
    case 'commandIdReused':
      return result;
    case 'reserved':
      return { result: 'reserved', name: result.reservation, holder: result.holder };
    case 'replaced':
      throw new Error('nobody said what it was decided on');
  }
};

const toldOf = ({ streamId, position, version, recordedAt, event }: CommandOutcome): Told => ({
  ...{ streamId, position, version, recordedAt },
  eventId: event?.eventId ?? null,
});

/** A full queue is an answer. Nothing else may go wrong where nothing is broken. */
const refusalOf = (error: unknown): Said => {
  if (error instanceof Error && error.name === 'LogOverloaded')
    return { result: 'turnedAway', error: error.message };
  throw error;
};
