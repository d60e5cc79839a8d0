import { randomUUID } from 'node:crypto';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { reference } from '@dealtrail/event-sourcing/view';
import type { View } from '@dealtrail/event-sourcing/view';
import type { Pool } from 'pg';
import { openAnnouncer, progressChannel } from './announcer.ts';
import type { Announcer } from './announcer.ts';
import { meetView } from './builds.ts';
import { openLatch } from './latch.ts';
import type { Latch } from './latch.ts';
import { ledgersOf } from './ledgers.ts';
import { liveBuilds } from './live-builds.ts';
import type { LiveBuild } from './live-builds.ts';
import type { Notifications } from './notifications.ts';
import { takeOver } from './take-over.ts';
import { moveView } from './view-loop.ts';
import type { AroundPage, LoopEnd, ViewLoop, ViewReport } from './view-loop.ts';

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
  /** Between two looks for new ledgers and builds. */
  readonly lookMs?: number;
  /** How long a build that another took over from is kept up to date. */
  readonly keptMs?: number;
};

export type ViewRunner = {
  /** Ends after the page in hand and gives the leases back. */
  readonly stop: () => Promise<void>;
};

const leaseMsDefault = 10_000;
const pollMsDefault = 1_000;
/** 500: a page of the real case's events folds and stores in some 20 ms, and a take-over repeats no more than that. */
const pageEventsMaxDefault = 500;
/** How soon a new ledger or a new build is found; the first append to a ledger tells of it at once. */
const lookMsDefault = 1_000;

/**
 * Moves every build of every view of every ledger that follows the log, each on its own: one that fails or waits holds up
 * no other. Run it in as many processes as you like: each build has one owner at a time, and another takes over when that
 * one is gone. A build that was made beside the one that serves takes its place once it has seen as much.
 */
export const startViewRunner = (settings: ViewRunnerSettings): ViewRunner => {
  const { pool, views, notifications, report } = settings;
  const runner: Runner = {
    ...{
      settings,
      owner: randomUUID(),
      met: new Set(),
      loops: new Map(),
      taking: Promise.resolve(),
      isStopping: false,
    },
    announcer: openAnnouncer(pool, progressChannel),
  };
  const discovering = openLatch();

  const discover = async (): Promise<void> => {
    while (!runner.isStopping) {
      try {
        await meetLedgers(runner);
        for (const build of await liveBuilds(pool, views)) follow(runner, build);
        for (const [name, { end }] of runner.loops) if (end === 'gone') runner.loops.delete(name);
      } catch (error) {
        report({ kind: 'trouble', ledgerId: '*', view: '*', error });
      }
      await discovering.wait(settings.lookMs ?? lookMsDefault);
    }
  };

  const unsubscribe = notifications?.subscribe((ledgerId) => {
    if (ledgerId !== undefined && !runner.met.has(ledgerId)) discovering.set();
    for (const loop of runner.loops.values())
      if (ledgerId === undefined || loop.ledgerId === ledgerId) loop.appended.set();
  });
  const discovered = discover();

  return {
    stop: async () => {
      runner.isStopping = true;
      unsubscribe?.();
      discovering.set();
      await discovered;
      const loops = [...runner.loops.values()];
      for (const { appended, stopped } of loops) {
        appended.set();
        stopped.set();
      }
      await Promise.all(loops.map(({ done }) => done));
      await runner.taking;
      await runner.announcer.close();
    },
  };
};

type Loop = {
  readonly ledgerId: string;
  stage: LiveBuild['stage'];
  end: LoopEnd | undefined;
  readonly appended: Latch;
  readonly stopped: Latch;
  readonly done: Promise<void>;
};

type Runner = {
  readonly settings: ViewRunnerSettings;
  readonly owner: string;
  readonly announcer: Announcer;
  /** Ledgers whose views all have a build. */
  readonly met: Set<string>;
  readonly loops: Map<string, Loop>;
  /** One build after the other takes over: each keeps a connection meanwhile, which those that are moved need too. */
  taking: Promise<void>;
  isStopping: boolean;
};

const meetLedgers = async ({ settings: { pool, views }, met }: Runner): Promise<void> => {
  for (const { ledgerId } of await ledgersOf(pool)) {
    if (met.has(ledgerId)) continue;
    for (const view of views) await meetView(pool, ledgerId, view);
    met.add(ledgerId);
  }
};

/** Starts a loop for a build that has none; one that failed here is tried again once somebody has cleared its error. */
const follow = (runner: Runner, build: LiveBuild): void => {
  const name = `${build.ledgerId} ${reference(build.view)} ${String(build.build)}`;
  const loop = runner.loops.get(name);
  if (loop !== undefined) loop.stage = build.stage;
  const isDone = loop === undefined || (loop.end === 'failed' && !build.isFailed);
  if (isDone && !runner.isStopping) runner.loops.set(name, startLoop(runner, build));
};

const startLoop = (runner: Runner, { ledgerId, view, build, stage }: LiveBuild): Loop => {
  const { settings, owner } = runner;
  const [appended, stopped] = [openLatch(), openLatch()];
  const started: Omit<Loop, 'done'> = { ledgerId, stage, end: undefined, appended, stopped };
  const loop: ViewLoop = {
    ...{ ledgerId, view, build, part: 0, owner, appended, stopped },
    pool: settings.pool,
    log: settings.log,
    leaseMs: settings.leaseMs ?? leaseMsDefault,
    pollMs: settings.pollMs ?? pollMsDefault,
    pageEventsMax: settings.pageEventsMax ?? pageEventsMaxDefault,
    report: settings.report,
    aroundPage: settings.aroundPage,
    progressed: progressed(runner, started, { ledgerId, view, build }),
    isStopping: () => runner.isStopping,
  };
  const done = moveView(loop).then((end) => {
    started.end = end;
  });
  return Object.assign(started, { done });
};

/** Whoever waits for a view that serves is told; a build that has caught up takes its place. */
const progressed = (
  runner: Runner,
  loop: Pick<Loop, 'stage'>,
  build: Pick<LiveBuild, 'ledgerId' | 'view' | 'build'>,
): ViewLoop['progressed'] => {
  let announced = -1;
  let isTakingOver = false;
  return ({ position, isAtHead }) => {
    if (loop.stage === 'catchingUp') {
      if (!isAtHead || isTakingOver) return;
      isTakingOver = true;
      // Beside the loop, which moves the build on meanwhile.
      runner.taking = runner.taking
        .then(() => takesOver(runner, loop, build))
        .finally(() => {
          isTakingOver = false;
        });
    } else if (position !== announced) {
      announced = position;
      runner.announcer.announce(build.ledgerId, 1);
    }
  };
};

const takesOver = async (
  runner: Runner,
  loop: Pick<Loop, 'stage'>,
  { ledgerId, view, build }: Pick<LiveBuild, 'ledgerId' | 'view' | 'build'>,
): Promise<void> => {
  const { settings, announcer } = runner;
  const { pool, keptMs, report } = settings;
  if (runner.isStopping) return;
  try {
    const result = await takeOver(pool, ledgerId, view, build, keptMs);
    if (result !== 'switched' && result !== 'serving') return;
    loop.stage = 'serving';
    announcer.announce(ledgerId, 1);
  } catch (error) {
    report({ kind: 'trouble', ledgerId, view: reference(view), error });
  }
};
