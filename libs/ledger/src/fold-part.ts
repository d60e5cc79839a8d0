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
import { readForward } from './read-forward.ts';
import { shareOf } from './read-share.ts';
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
  const lease = await takeLease(pool, part, randomUUID(), leaseMs);
  if (typeof lease === 'string') return lease;
  let going: Going = { settings, part, leaseMs, lease };
  for (const step of stepEvents) {
    const end = await foldOn(going, step);
    if (!('bad' in end)) {
      if (end.end === 'folded') await joinParts(pool, part);
      return end.end;
    }
    going = { ...going, lease: end.lease };
    if (step === 1) return await fail(going, end.lease.position, at(end.upTo, end.bad));
  }
  return 'failed';
};

type Going = {
  readonly settings: FoldPartSettings;
  readonly part: IdlePart;
  readonly leaseMs: number;
  readonly lease: Lease;
};

type Bad = { readonly bad: Error; readonly lease: Lease; readonly upTo: number };
type End = { readonly end: FoldPartEnd } | Bad;

const foldOn = async ({ settings, part, leaseMs, lease: taken }: Going, step: number): Promise<End> => {
  const { pool, log, pageEventsMax = pageEventsMaxDefault, storeEveryMs = storeEveryMsDefault } = settings;
  let lease = taken;
  let storedAt = performance.now();
  let renewedAt = storedAt;
  const fold = openPartFold(pool, log, part, lease.position);
  /** Undefined where it goes on. */
  const store = async (isDone: boolean): Promise<End | undefined> => {
    const stored = await storeDrained(settings, part, lease, fold, isDone, leaseMs);
    if ('bad' in stored) return { ...stored, lease };
    if (stored.lease === undefined) return { end: 'lost' };
    lease = stored.lease;
    storedAt = renewedAt = performance.now();
    return undefined;
  };
  const limit = Math.min(pageEventsMax, step);
  try {
    for await (const events of pagesOf(pool, log, part, lease.position, limit)) {
      const poisoned = await fold.take(events);
      if (poisoned !== undefined) {
        const stored = await store(false);
        if (stored !== undefined) return stored;
        const end = await fail(
          { settings, part, leaseMs, lease },
          lease.position,
          at(poisoned.position, poisoned.error),
        );
        return { end };
      }
      const isStopping = settings.isStopping?.() === true;
      const now = performance.now();
      if (isStopping || step <= limit || fold.isFull() || now - storedAt > storeEveryMs) {
        const stored = await store(false);
        if (stored !== undefined) return stored;
      } else if (now - renewedAt > leaseMs / 3) {
        if (!(await renewLease(pool, part, lease, leaseMs))) return { end: 'lost' };
        renewedAt = now;
      }
      if (isStopping) {
        await releaseLease(pool, part, lease);
        return { end: 'stopped' };
      }
    }
  } catch (error) {
    if (!(error instanceof HoleInLog)) throw error;
    return { end: await fail({ settings, part, leaseMs, lease }, lease.position, error) };
  }
  const stored = await store(true);
  if (stored !== undefined) return stored;
  await releaseLease(pool, part, lease);
  return { end: 'folded' };
};

const pagesOf = (pool: Pool, log: Pick<EventLog, 'readPage'>, part: IdlePart, after: number, limit: number) =>
  readForward(part.parts === 1 ? log : shareOf(pool, part), part.ledgerId, {
    after,
    upTo: part.target,
    limit,
  });

/** The lease as it stands then, none where it is another's; or the error of what the tables do not take. */
const storeDrained = async (
  { pool }: FoldPartSettings,
  part: IdlePart,
  lease: Lease,
  fold: PartFold,
  isDone: boolean,
  leaseMs: number,
): Promise<{ readonly lease: Lease | undefined } | { readonly bad: Error; readonly upTo: number }> => {
  const { folded, advance } = fold.drain();
  const position = isDone ? part.target : advance.position;
  try {
    const isStored = await storeFold(pool, part, lease, folded, { ...advance, position }, leaseMs);
    return { lease: isStored ? { ...lease, position } : undefined };
  } catch (error) {
    if (error instanceof Error && isBadStatement(error)) return { bad: error, upTo: advance.position };
    throw error;
  }
};

const fail = async (
  { settings: { pool }, part, lease }: Going,
  position: number,
  error: Error,
): Promise<FoldPartEnd> => {
  await recordFailure(pool, part, { ...lease, position }, messageOf(error));
  return 'failed';
};
