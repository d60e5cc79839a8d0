import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { kyselyOver } from '@dealtrail/ledger/connect';
import type { IndexQuery } from '@dealtrail/views/index-query';
import { openReader, ViewBehind } from '@dealtrail/views/reader';
import type { Reader } from '@dealtrail/views/reader';
import { replayReader } from '@dealtrail/views/replay-reader';
import type { Random } from '../crash/random.ts';
import { ledgerId, view } from './probe-house.ts';
import type { ProbeHouse } from './probe-house.ts';

/** How many answers were looked at, and what was wrong with them. */
export type Watched = { readonly answers: number; readonly violations: readonly string[] };

/** They go on until they are stopped or something was wrong. */
export type Reads = { readonly soFar: () => Watched; readonly stop: () => Promise<Watched> };

const query: IndexQuery = {
  where: [{ column: 'sum', is: 'atLeast', value: 1, as: 'number' }],
  order: { column: 'key', as: 'text', direction: 'asc' },
  limit: 100,
};

const keys = ['stream-1', 'stream-7', 'stream-23', 'stream-40', 'stream-never'];

/**
 * Asks without a pause, at the head and at positions of the past, and compares each answer's bytes with what a fold of the
 * log says. A list may say that its view is behind, but not at a position that one was given for before.
 */
export const watchReads = (house: ProbeHouse, random: Random): Reads => {
  const known: StoredEvent[] = [];
  const violations: string[] = [];
  let answers = 0;
  let best = 0;
  const stopping = new AbortController();

  const learn = async (): Promise<void> => {
    known.push(...(await house.log.readPage(ledgerId, { after: known.length, limit: 10_000 })));
  };
  const compare = async (what: string, position: number, ask: (reader: Reader) => Promise<unknown>) => {
    const basis = { ledgerId, position, effectiveAt: '2026-11-26' };
    const said = await ask(openReader(kyselyOver(house.api), house.log, basis));
    const wanted = await ask(replayReader(known, basis));
    answers += 1;
    if (JSON.stringify(said) !== JSON.stringify(wanted))
      violations.push(
        `${what} at ${String(position)}: ${JSON.stringify(said)}, not ${JSON.stringify(wanted)}`,
      );
  };
  const states = async (reader: Reader): Promise<unknown> =>
    [...(await reader.states(view, keys))].toSorted(([a], [b]) => a.localeCompare(b));
  const once = async (): Promise<void> => {
    await learn();
    const position = random.oneOf([known.length, best, random.integer(0, known.length)]);
    await compare('states', position, states);
    try {
      await compare('list', position, (reader) => reader.find(view, query));
      best = Math.max(best, position);
    } catch (error) {
      if (!(error instanceof ViewBehind)) throw error;
      if (position <= best)
        violations.push(`at ${String(position)} after an answer at ${String(best)}: ${error.message}`);
    }
  };
  const watching = (async () => {
    while (!stopping.signal.aborted && violations.length === 0)
      await once().catch((error: unknown) => {
        violations.push(`a read failed: ${String(error)}`);
      });
  })();
  return {
    soFar: () => ({ answers, violations }),
    stop: async () => {
      stopping.abort();
      await watching;
      return { answers, violations };
    },
  };
};
