import { setTimeout as sleep } from 'node:timers/promises';
import { acmeSource } from '../support/acme.ts';
import { openCaller } from './caller.ts';
import type { Answer, Caller } from './caller.ts';

/** What so many callers met while they called, counted as they went: to keep each answer would be a flood of its own. */
export type Spell = {
  readonly recorded: number;
  /** 503 with a Retry-After. */
  readonly refused: number;
  /** Cut, or never answered: recorded or not. */
  readonly cut: number;
  /** Answers that nobody may get, by status. */
  readonly others: Readonly<Record<number, number>>;
  readonly recordedPerSecond: number;
  /** Milliseconds until they were told no: half of them, and 99 of 100, sooner than this. */
  readonly refusedAfterMs: { readonly p50: number; readonly p99: number };
};

export type SpellPlan = {
  /** Begins the names of its commands. */
  readonly name: string;
  readonly callers: number;
  readonly ms: number;
};

/** They come one after the other within this time: the first packets of thousands at one moment do not fit into the system. */
const arrivalMs = 20_000;

/** After a cut nobody comes back at once. */
const pauseMs = 500;

/** Waits are counted by this: finer is not needed, and a list of all would grow. */
const stepMs = 5;

/**
 * Callers that each send the next command when the last was answered, and wait when they are told to. After a cut the same
 * command goes again under its key.
 */
export const spell = async (url: string, { name, callers, ms }: SpellPlan): Promise<Spell> => {
  const tally = openTally();
  const began = performance.now();
  const until = began + ms;
  const call = async (nth: number): Promise<void> => {
    await sleep((Math.min(arrivalMs, ms / 2) * nth) / callers);
    const caller = openCaller(url);
    for (let count = 0; performance.now() < until;) {
      const answer = await asked(caller, `${name}-${String(nth)}-${String(count)}`, tally);
      if (answer !== undefined) count += 1;
      const pause = answer === undefined ? pauseMs : 1_000 * (answer.retryAfterSeconds ?? 0);
      if (pause > 0) await sleep(Math.min(pause, Math.max(0, until - performance.now())));
    }
    caller.close();
  };
  await Promise.all(Array.from({ length: callers }, (_, nth) => call(nth)));
  return tally.spell((performance.now() - began) / 1_000);
};

/** Undefined: cut. */
const asked = async (caller: Caller, id: string, tally: Tally): Promise<Answer | undefined> => {
  const body = { ...acmeSource, sourceId: `source_${id}`, url: `https://example.com/${id}` };
  const began = performance.now();
  const answer = await caller.post('/v1/commands/RegisterSource', JSON.stringify(body), id);
  tally.add(answer, performance.now() - began);
  return answer;
};

type Tally = ReturnType<typeof openTally>;

const openTally = () => {
  let [recorded, refused, cut] = [0, 0, 0];
  const others: Record<number, number> = {};
  const waits: number[] = [];
  return {
    add: (answer: Answer | undefined, ms: number): void => {
      if (answer === undefined) cut += 1;
      else if (answer.status === 201) recorded += 1;
      else if (answer.status === 503 && answer.retryAfterSeconds !== undefined) {
        refused += 1;
        const step = Math.floor(ms / stepMs);
        waits[step] = (waits[step] ?? 0) + 1;
      } else others[answer.status] = (others[answer.status] ?? 0) + 1;
    },
    spell: (seconds: number): Spell => ({
      ...{ recorded, refused, cut, others, recordedPerSecond: recorded / seconds },
      refusedAfterMs: { p50: shareOf(waits, refused * 0.5), p99: shareOf(waits, refused * 0.99) },
    }),
  };
};

/** The end of the step in which the nth of them falls. */
const shareOf = (waits: readonly (number | undefined)[], nth: number): number => {
  let seen = 0;
  const step = waits.findIndex((count = 0) => (seen += count) >= nth);
  return (step + 1) * stepMs;
};
