import { randomUUID } from 'node:crypto';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { Pool } from 'pg';
import { adoptBuild } from './adopt-build.ts';
import { foldPage, keysToRefold } from './fold-page.ts';
import { joinParts } from './join-parts.ts';
import { recordFailure, releaseLease, renewLease, takeLease } from './lease.ts';
import type { Lease, Post } from './lease.ts';
import { readForward } from './read-forward.ts';
import { shareOf } from './read-share.ts';
import { loadStates, storePage } from './store-page.ts';
import type { IdlePart } from './unfinished-builds.ts';
import { at, byStream, messageOf } from './view-loop.ts';

export type FoldPartSettings = {
  /** From `connect`, acting as dealtrail_worker. */
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'readPage' | 'readStreams'>;
  /** How long the part stands still after its owner died without a word. */
  readonly leaseMs?: number;
  readonly pageEventsMax?: number;
  readonly isStopping?: () => boolean;
};

/** `folded`: the part is done. `held`: another has it. `gone`: the build was given up. `failed`: see its error. */
export type FoldPartEnd = 'folded' | 'held' | 'gone' | 'failed' | 'lost' | 'stopped';

const leaseMsDefault = 10_000;
const pageEventsMaxDefault = 2_000;

/** Folds one part of a build's past from where it stands to its end, in however many goes that takes. */
export const foldPart = async (settings: FoldPartSettings, part: IdlePart): Promise<FoldPartEnd> => {
  const { pool, leaseMs = leaseMsDefault } = settings;
  const post: Post & IdlePart = part;
  await adoptBuild(pool, part);
  const lease = await takeLease(pool, post, randomUUID(), leaseMs);
  if (typeof lease === 'string') return lease;
  const end = await foldOn(settings, part, lease, leaseMs);
  if (end === 'folded') await joinParts(pool, part);
  return end;
};

const foldOn = async (
  settings: FoldPartSettings,
  part: IdlePart,
  taken: Lease,
  leaseMs: number,
): Promise<FoldPartEnd> => {
  const { pool, log, pageEventsMax = pageEventsMaxDefault } = settings;
  const source = part.parts === 1 ? log : shareOf(pool, part);
  let lease = taken;
  const pages = readForward(source, part.ledgerId, {
    after: lease.position,
    upTo: part.target,
    limit: pageEventsMax,
  });
  const store = async (events: readonly StoredEvent[], upTo: number): Promise<FoldPartEnd | undefined> => {
    const page = await folded(settings, part, lease.position, events);
    const position = page.poisoned === undefined ? upTo : page.position;
    const stored = { ...page, position, events: events.filter((one) => one.position <= position).length };
    if (!(await storePage(pool, part, lease, stored, leaseMs))) return 'lost';
    lease = { ...lease, position };
    if (page.poisoned === undefined) return undefined;
    await recordFailure(pool, part, lease, messageOf(at(page.poisoned.position, page.poisoned.error)));
    return 'failed';
  };
  for await (const events of pages) {
    const end = await store(events, events.at(-1)?.position ?? lease.position);
    if (end !== undefined) return end;
    if (settings.isStopping?.() === true) {
      await releaseLease(pool, part, lease);
      return 'stopped';
    }
    if (!(await renewLease(pool, part, lease, leaseMs))) return 'lost';
  }
  const end = lease.position < part.target ? await store([], part.target) : undefined;
  await releaseLease(pool, part, lease);
  return end ?? 'folded';
};

const folded = async (
  { pool, log }: FoldPartSettings,
  part: IdlePart,
  after: number,
  events: readonly StoredEvent[],
) => {
  const { ledgerId, view } = part;
  const refolded = keysToRefold(view, events);
  const history =
    refolded.length === 0 ? [] : await log.readStreams(ledgerId, refolded, events.at(-1)?.position);
  const keys = new Set(events.flatMap((event) => view.key(event) ?? []));
  return foldPage(view, after, events, await loadStates(pool, part, [...keys]), byStream(history));
};
