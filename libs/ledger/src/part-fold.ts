import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import { keysToRefold, openFold, takeAll } from './fold-page.ts';
import type { Fold, Folded, Histories, Poisoned } from './fold-page.ts';
import type { BuildKey } from './lease.ts';
import type { SharePage } from './read-share.ts';
import type { Advance } from './store-fold.ts';
import { loadStates } from './store-page.ts';

/**
 * 64 million characters of states and versions, estimated, then a part is stored: some hundreds of megabytes of memory.
 * Seldom, since storing is what takes the time: a state that changes a hundred times is written once.
 */
const heldCharsMax = 64_000_000;

/** 128 million characters of earlier events, kept for keys that are folded anew; beyond, they are read again. */
const recalledCharsMax = 128_000_000;

/** Of an index row, on average. */
const versionChars = 300;

/** One event in so many has the size of its state measured. */
const measureEvery = 64;
/** States grow: the mean is that of the last so many. */
const recentMeasures = 1_000;

/** What a part holds in memory between two stores. */
export type PartFold = {
  /** A page of the part's share. Undefined, or the event that could not be folded. */
  readonly take: (page: SharePage) => Promise<Poisoned | undefined>;
  readonly isFull: () => boolean;
  /** What is to be stored, and how far the part has come with it; states are kept where there is room. */
  readonly drain: () => { readonly folded: Folded; readonly advance: Advance };
};

/** `after`: where the part stands, which is what its rows say. */
export const openPartFold = (
  pool: Pool,
  log: Pick<EventLog, 'readStreams'>,
  build: BuildKey & { readonly view: View<unknown> },
  after: number,
): PartFold => {
  const { view } = build;
  const fold = openFold(view);
  const recall = openRecall(log, build, after);
  let position = after;
  let events = 0;
  const measure = openMeasure(fold);
  /** True while every key that has a row is in memory. */
  let isWhole = after === 0;

  const load = async (page: readonly StoredEvent[]): Promise<void> => {
    if (isWhole) return;
    const keys = new Set(page.flatMap((event) => view.key(event) ?? []).filter((key) => !fold.has(key)));
    for (const [key, state] of await loadStates(pool, build, [...keys])) fold.put(key, state);
  };
  return {
    take: async ({ events: page, upTo }) => {
      const histories = await recall(page);
      await load(page);
      const taken = takeAll(fold, position, page, histories);
      position = taken.poisoned === undefined ? upTo : taken.position;
      events += taken.poisoned === undefined ? page.length : page.findIndex((one) => one.position > position);
      measure.look(page);
      return taken.poisoned;
    },
    isFull: () => measure.heldChars() > heldCharsMax,
    drain: () => {
      const folded = fold.drain();
      const advance = { position, events };
      events = 0;
      if (measure.heldChars() > heldCharsMax / 2) {
        fold.forget();
        isWhole = false;
      }
      return { folded, advance };
    },
  };
};

type Measure = {
  readonly look: (page: readonly StoredEvent[]) => void;
  readonly heldChars: () => number;
};

/** An estimate of what a fold holds: the mean size of some states, by how many there are. */
const openMeasure = (fold: Fold): Measure => {
  let measured = 0;
  let meanChars = 0;
  return {
    look: (page) => {
      for (let at = measured % measureEvery; at < page.length; at += measureEvery) {
        const event = page[at];
        const state = event === undefined ? undefined : fold.stateOf(event);
        if (state === undefined) continue;
        measured += 1;
        meanChars += (JSON.stringify(state).length - meanChars) / Math.min(measured, recentMeasures);
      }
    },
    heldChars: () => fold.size().keys * meanChars + fold.size().versions * versionChars,
  };
};

/** Histories of the keys that a page folds anew: from memory where all of the part went through it, else from the log. */
const openRecall = (
  log: Pick<EventLog, 'readStreams'>,
  { ledgerId, view }: BuildKey & { readonly view: View<unknown> },
  after: number,
): ((page: readonly StoredEvent[]) => Promise<Histories>) => {
  const { bears = () => true } = view;
  let kept: Map<string, StoredEvent[]> | undefined =
    after === 0 ? new Map<string, StoredEvent[]>() : undefined;
  let chars = 0;
  return async (page) => {
    if (kept !== undefined) {
      const bearing = page.filter(bears);
      addByStream(kept, bearing);
      chars += bearing.reduce((sum, { payload }) => sum + payload.length, 0);
      if (chars <= recalledCharsMax) return kept;
      kept = undefined;
    }
    const refolded = keysToRefold(view, page);
    if (refolded.length === 0) return new Map();
    return byStream(await log.readStreams(ledgerId, refolded, page.at(-1)?.position));
  };
};

export const byStream = (events: readonly StoredEvent[]): Histories => {
  const streams = new Map<string, StoredEvent[]>();
  addByStream(streams, events);
  return streams;
};

const addByStream = (streams: Map<string, StoredEvent[]>, events: readonly StoredEvent[]): void => {
  for (const event of events) {
    const stream = streams.get(event.streamId);
    if (stream === undefined) streams.set(event.streamId, [event]);
    else stream.push(event);
  }
};
