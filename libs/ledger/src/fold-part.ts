import { randomUUID } from 'node:crypto';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { Pool } from 'pg';
import { adoptBuild } from './adopt-build.ts';
import { joinParts } from './join-parts.ts';
import { recordFailure, releaseLease, renewLease, takeLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { HoleInLog } from './page.ts';
import { openPartFold } from './part-fold.ts';
import type { PartFold } from './part-fold.ts';
import { readShare } from './read-share.ts';
import { isBadStatement } from './sql-states.ts';
import { storeFold } from './store-fold.ts';
import type { IdlePart } from './unfinished-builds.ts';
import { at, messageOf } from './view-loop.ts';

export type FoldPartSettings = {
  /** From `connect`, acting as dealtrail_worker. */
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'readPage' | 'readStreams'>;
  /** How long the part stands still after its owner died without a word. */
  readonly leaseMs?: number;
  readonly pageEventsMax?: number;
  /** What a take-over repeats at most. */
  readonly storeEveryMs?: number;
  readonly isStopping?: () => boolean;
};

/**
 * `folded`: the part is done. `held`: another has it; `lost`: another has taken it over. `gone`: the build was given up.
 * `failed`: it stands still, see the error of its checkpoint. `stopped`: as asked; the rest is for another.
 */
export type FoldPartEnd = 'folded' | 'held' | 'gone' | 'failed' | 'lost' | 'stopped';

const leaseMsDefault = 10_000;
const pageEventsMaxDefault = 2_000;
const storeEveryMsDefault = 60_000;

/** Where a store is not taken, one of its events is to blame: stored in ever smaller steps, until it is that one alone. */
const stepEvents = [Number.MAX_SAFE_INTEGER, 1_000, 1] as const;

/** Folds one part of a build's past from where it stands to its end, in however many goes that takes. */
export const foldPart = async (settings: FoldPartSettings, part: IdlePart): Promise<FoldPartEnd> => {
  const { pool, leaseMs = leaseMsDefault } = settings;
  await adoptBuild(pool, part);
  const taken = await takeLease(pool, part, randomUUID(), leaseMs);
  if (typeof taken === 'string') return taken;
  let lease = taken;
  for (const step of stepEvents) {
    const going = holding(settings, part, lease, leaseMs);
    const ended = await foldOn(going, step);
    if (typeof ended === 'string') {
      if (ended === 'folded') await joinParts(pool, part);
      return ended;
    }
    if (step === 1) return await going.fail(at({ position: ended.upTo }, ended.bad));
    lease = going.lease();
  }
  return 'failed';
};

/** What the tables do not take, of the events up to a position. */
type Bad = { readonly bad: Error; readonly upTo: number };

/** A part while its lease is held. */
type Going = {
  readonly settings: FoldPartSettings;
  readonly part: IdlePart;
  readonly lease: () => Lease;
  /** Undefined where it goes on. */
  readonly store: (fold: PartFold) => Promise<FoldPartEnd | Bad | undefined>;
  /** False: the lease is another's now. Renews it when that is due. */
  readonly keep: () => Promise<boolean>;
  readonly isDue: () => boolean;
  readonly fail: (error: Error) => Promise<FoldPartEnd>;
};

const holding = (settings: FoldPartSettings, part: IdlePart, taken: Lease, leaseMs: number): Going => {
  const { pool, storeEveryMs = storeEveryMsDefault } = settings;
  let lease = taken;
  let storedAt = performance.now();
  let renewedAt = storedAt;
  return {
    ...{ settings, part },
    lease: () => lease,
    store: async (fold) => {
      const { folded, advance } = fold.drain();
      try {
        if (!(await storeFold(pool, part, lease, folded, advance, leaseMs))) return 'lost';
      } catch (error) {
        if (error instanceof Error && isBadStatement(error)) return { bad: error, upTo: advance.position };
        throw error;
      }
      lease = { ...lease, position: advance.position };
      storedAt = renewedAt = performance.now();
      return undefined;
    },
    keep: async () => {
      if (performance.now() - renewedAt < leaseMs / 3) return true;
      renewedAt = performance.now();
      return await renewLease(pool, part, lease, leaseMs);
    },
    isDue: () => performance.now() - storedAt > storeEveryMs,
    fail: async (error) => {
      await recordFailure(pool, part, lease, messageOf(error));
      return 'failed';
    },
  };
};

const foldOn = async (going: Going, step: number): Promise<FoldPartEnd | Bad> => {
  const { settings, part, store } = going;
  const { pool, log, pageEventsMax = pageEventsMaxDefault } = settings;
  const { position } = going.lease();
  const fold = openPartFold(pool, log, part, position);
  const limit = Math.min(pageEventsMax, step);
  const range = { ledgerId: part.ledgerId, share: part, after: position, upTo: part.target, limit };
  try {
    for await (const page of readShare(pool, log, range)) {
      const poisoned = await fold.take(page);
      const isStopping = settings.isStopping?.() === true;
      const isDone = page.upTo === part.target;
      if (
        poisoned !== undefined ||
        isStopping ||
        isDone ||
        step === limit ||
        fold.isFull() ||
        going.isDue()
      ) {
        const ended = await store(fold);
        if (ended !== undefined) return ended;
      } else if (!(await going.keep())) return 'lost';
      if (poisoned !== undefined) return await going.fail(at(poisoned, poisoned.error));
      if (isStopping && !isDone) return await released(going, 'stopped');
    }
  } catch (error) {
    if (error instanceof HoleInLog) return await going.fail(error);
    throw error;
  }
  return await released(going, 'folded');
};

const released = async ({ settings, part, lease }: Going, end: FoldPartEnd): Promise<FoldPartEnd> => {
  await releaseLease(settings.pool, part, lease());
  return end;
};
