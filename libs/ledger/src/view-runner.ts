import { randomUUID } from 'node:crypto';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import { openLatch } from './latch.ts';
import type { Latch } from './latch.ts';
import { ledgersOf } from './ledgers.ts';
import type { Notifications } from './notifications.ts';
import { moveView } from './view-loop.ts';
import type { AroundPage, ViewLoop, ViewReport } from './view-loop.ts';

export type ViewRunnerSettings = {
  /** From `connect`, acting as dealtrail_worker. */
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'readPage' | 'readStreams'>;
  readonly views: readonly View<unknown>[];
  /** Without them the runner only polls. */
  readonly notifications?: Notifications;
  readonly report: (report: ViewReport) => void;
  /** Runs around each page of each view, so that somebody may take the time of it. */
  readonly aroundPage?: AroundPage;
  /** How long a view stands still after its owner died without a word. */
  readonly leaseMs?: number;
  /** The safety net under lost notifications. */
  readonly pollMs?: number;
  readonly pageEventsMax?: number;
};

export type ViewRunner = {
  /** Ends after the page in hand and gives the leases back. */
  readonly stop: () => Promise<void>;
};

const leaseMsDefault = 15_000;
const pollMsDefault = 1_000;
/** 500: a page of the real case's events folds and stores in some 20 ms, and a take-over repeats no more than that. */
const pageEventsMaxDefault = 500;
/** How soon a ledger that was made without an append is found; an append tells of it at once. */
const discoverMs = 5_000;

/**
 * Moves every view of every ledger, each on its own: one that fails or waits holds up no other. Run it in as many
 * processes as you like: each view of a ledger has one owner at a time, and another takes over when that one is gone.
 */
export const startViewRunner = (settings: ViewRunnerSettings): ViewRunner => {
  const { pool, views, notifications, report } = settings;
  const owner = randomUUID();
  const ledgers = new Map<string, readonly Loop[]>();
  const discovering = openLatch();
  let isStopping = false;

  const discover = async (): Promise<void> => {
    while (!isStopping) {
      try {
        for (const { ledgerId } of await ledgersOf(pool)) {
          if (ledgers.has(ledgerId)) continue;
          ledgers.set(
            ledgerId,
            views.map((view) => startLoop(settings, { ledgerId, view, owner, isStopping: () => isStopping })),
          );
        }
      } catch (error) {
        report({ kind: 'trouble', ledgerId: '*', view: '*', error });
      }
      await discovering.wait(discoverMs);
    }
  };

  const unsubscribe = notifications?.subscribe((ledgerId) => {
    const told = ledgerId === undefined ? [...ledgers.values()].flat() : ledgers.get(ledgerId);
    if (told === undefined) discovering.set();
    else for (const { appended } of told) appended.set();
  });
  const discovered = discover();

  return {
    stop: async () => {
      isStopping = true;
      unsubscribe?.();
      discovering.set();
      await discovered;
      const loops = [...ledgers.values()].flat();
      for (const { appended, stopped } of loops) {
        appended.set();
        stopped.set();
      }
      await Promise.all(loops.map(({ done }) => done));
    },
  };
};

type Loop = { readonly appended: Latch; readonly stopped: Latch; readonly done: Promise<void> };

const startLoop = (
  settings: ViewRunnerSettings,
  post: Pick<ViewLoop, 'ledgerId' | 'view' | 'owner' | 'isStopping'>,
): Loop => {
  const [appended, stopped] = [openLatch(), openLatch()];
  const done = moveView({
    ...post,
    pool: settings.pool,
    log: settings.log,
    leaseMs: settings.leaseMs ?? leaseMsDefault,
    pollMs: settings.pollMs ?? pollMsDefault,
    pageEventsMax: settings.pageEventsMax ?? pageEventsMaxDefault,
    report: settings.report,
    aroundPage: settings.aroundPage,
    appended,
    stopped,
  });
  return { appended, stopped, done };
};
