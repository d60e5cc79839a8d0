import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { reference } from '@dealtrail/event-sourcing/view';
import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import { adoptBuild } from './adopt-build.ts';
import { foldPage, keysToRefold } from './fold-page.ts';
import type { FoldedPage } from './fold-page.ts';
import type { Latch } from './latch.ts';
import { recordFailure, releaseLease, renewLease, takeLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { HoleInLog } from './page.ts';
import { byStream } from './part-fold.ts';
import { isBadStatement } from './sql-states.ts';
import { loadStates, storePage } from './store-page.ts';

/**
 * What an operator should hear of. `failed`: the view stands still at the position before; `trouble`: tried again;
 * `leaseLost`: another process moves it now; `dropped`: nobody does, the build was given up.
 */
export type ViewReport = {
  readonly kind: 'failed' | 'trouble' | 'leaseLost' | 'dropped';
  readonly ledgerId: string;
  readonly view: string;
  /** Of what was dropped. */
  readonly build?: number;
  readonly error?: unknown;
};

export type ViewLoop = {
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'readPage' | 'readStreams'>;
  readonly ledgerId: string;
  readonly view: View<unknown>;
  readonly build: number;
  readonly part: 0;
  /** Unique to this loop's process. */
  readonly owner: string;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly pageEventsMax: number;
  readonly report: (report: ViewReport) => void;
  /** Called after each page that was stored, and whenever the end of the log was found. */
  readonly progressed: (at: { readonly position: number; readonly isAtHead: boolean }) => void;
  /** Runs around folding and storing each page that was read. */
  readonly aroundPage?: AroundPage | undefined;
  readonly isStopping: () => boolean;
  /** Set when there may be events to read, and when it is time to stop. */
  readonly appended: Latch;
  /** Set when it is time to stop. */
  readonly stopped: Latch;
};

export type ViewPage = {
  readonly ledgerId: string;
  /** Name and version, for example `deal-current@1`. */
  readonly view: string;
  /** Oldest first, at least one. */
  readonly events: readonly StoredEvent[];
};

/** Must do the work once and give what it gives. */
export type AroundPage = <T>(page: ViewPage, work: () => Promise<T>) => Promise<T>;

/** After trouble that may pass (a connection lost): how long until the next try. */
const retryMs = 500;

/** How a loop ended: `gone`: the build was given up. */
export type LoopEnd = 'stopped' | 'failed' | 'gone';

/** Moves one build of a view for as long as this process holds its lease. */
export const moveView = async (loop: ViewLoop): Promise<LoopEnd> => {
  /** We moved it until just now, and have not said yet why we do not any more. */
  let wasOurs = false;
  while (!loop.isStopping()) {
    try {
      await adoptBuild(loop.pool, loop);
      const lease = await takeLease(loop.pool, loop, loop.owner, loop.leaseMs);
      if (wasOurs) tellLost(loop, lease);
      wasOurs = false;
      if (lease === 'gone') return 'gone';
      if (lease === 'held') {
        await loop.stopped.wait(loop.leaseMs / 3);
        continue;
      }
      const end = await hold(loop, lease);
      if (end === 'failed') return 'failed';
      wasOurs = end === 'lost';
    } catch (error) {
      tell(loop, 'trouble', error);
      await loop.stopped.wait(retryMs);
    }
  }
  return 'stopped';
};

const hold = async (loop: ViewLoop, taken: Lease): Promise<'failed' | 'lost' | 'stopped'> => {
  let lease = taken;
  let renewedAt = performance.now();
  /** Up to here one event at a time: a page could not be stored, and one of its events is to blame. */
  let singlyTo = 0;
  while (!loop.isStopping()) {
    const limit = lease.position < singlyTo ? 1 : loop.pageEventsMax;
    const step = await advance(loop, lease, limit);
    switch (step.step) {
      case 'caughtUp':
        loop.progressed({ position: lease.position, isAtHead: true });
        if (performance.now() - renewedAt > loop.leaseMs / 3) {
          if (!(await renewLease(loop.pool, loop, lease, loop.leaseMs))) return 'lost';
          renewedAt = performance.now();
        }
        await loop.appended.wait(Math.min(loop.pollMs, loop.leaseMs / 3));
        break;
      case 'moved':
        lease = { ...lease, position: step.position };
        renewedAt = performance.now();
        loop.progressed({ position: lease.position, isAtHead: step.isAtHead });
        break;
      case 'narrow':
        singlyTo = step.to;
        break;
      case 'lost':
        return 'lost';
      case 'failed':
        await recordFailure(loop.pool, loop, { ...lease, position: step.position }, messageOf(step.error));
        tell(loop, 'failed', step.error);
        return 'failed';
    }
  }
  await releaseLease(loop.pool, loop, lease);
  return 'stopped';
};

type Step =
  | { readonly step: 'caughtUp' | 'lost' }
  | { readonly step: 'moved'; readonly position: number; readonly isAtHead: boolean }
  | { readonly step: 'narrow'; readonly to: number }
  | { readonly step: 'failed'; readonly position: number; readonly error: unknown };

const advance = async (loop: ViewLoop, lease: Lease, limit: number): Promise<Step> => {
  const { position } = lease;
  const read = await readPage(loop, position, limit);
  if (read instanceof HoleInLog) return { step: 'failed', position, error: read };
  if (read.length === 0) return { step: 'caughtUp' };
  const move = (): Promise<Step> => movePast(loop, lease, read, read.length < limit);
  const { aroundPage, ledgerId, view } = loop;
  return await (aroundPage?.({ ledgerId, view: reference(view), events: read }, move) ?? move());
};

const movePast = async (
  loop: ViewLoop,
  lease: Lease,
  read: readonly StoredEvent[],
  isAtHead: boolean,
): Promise<Step> => {
  const { position } = lease;
  const page = await folded(loop, position, read);
  if (page.position > position) {
    const stored = await store(loop, lease, page);
    if (stored === false) return { step: 'lost' };
    if (stored !== true) {
      return read.length > 1
        ? { step: 'narrow', to: page.position }
        : {
            step: 'failed',
            position,
            error: at({ position: page.position, eventId: read[0]?.eventId }, stored),
          };
    }
  }
  return page.poisoned === undefined
    ? { step: 'moved', position: page.position, isAtHead }
    : { step: 'failed', position: page.position, error: at(page.poisoned, page.poisoned.error) };
};

const readPage = async ({ log, ledgerId }: ViewLoop, after: number, limit: number) => {
  try {
    return await log.readPage(ledgerId, { after, limit });
  } catch (error) {
    if (error instanceof HoleInLog) return error;
    throw error;
  }
};

const folded = async (loop: ViewLoop, after: number, events: readonly StoredEvent[]): Promise<FoldedPage> => {
  const { pool, log, ledgerId, view } = loop;
  const upTo = events.at(-1)?.position;
  const refolded = keysToRefold(view, events);
  // A key is its stream.
  const history = refolded.length === 0 ? [] : await log.readStreams(ledgerId, refolded, upTo);
  const keys = new Set(events.flatMap((event) => view.key(event) ?? []));
  return foldPage(view, after, events, await loadStates(pool, loop, [...keys]), byStream(history));
};

/** True, false where the lease is lost, or the error of a page that the tables do not take. */
const store = async (loop: ViewLoop, lease: Lease, page: FoldedPage): Promise<boolean | Error> => {
  try {
    return await storePage(
      loop.pool,
      loop,
      lease,
      { ...page, events: page.position - lease.position },
      loop.leaseMs,
    );
  } catch (error) {
    if (error instanceof Error && isBadStatement(error)) return error;
    throw error;
  }
};

/** Names where a view stands still, and at which event where that is known. */
export const at = (
  place: { readonly position: number; readonly eventId?: string | undefined },
  error: unknown,
): Error => {
  const event = place.eventId === undefined ? '' : `, event ${place.eventId}`;
  return new Error(`position ${String(place.position)}${event}: ${messageOf(error)}`, { cause: error });
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A lease is lost to another process, or with its build. */
const tellLost = (loop: ViewLoop, lease: Awaited<ReturnType<typeof takeLease>>): void => {
  if (lease !== 'gone') tell(loop, 'leaseLost');
  else loop.report({ ...placeOf(loop), kind: 'dropped', build: loop.build });
};

const tell = (loop: ViewLoop, kind: ViewReport['kind'], error?: unknown): void => {
  loop.report({ ...placeOf(loop), kind, ...(error === undefined ? {} : { error }) });
};

const placeOf = ({ ledgerId, view }: ViewLoop) => ({ ledgerId, view: reference(view) });
