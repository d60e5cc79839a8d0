import { buildsOf } from '@dealtrail/ledger/builds';
import type { Build, BuildState } from '@dealtrail/ledger/builds';
import type { View } from '@dealtrail/event-sourcing/view';
import { views } from '@dealtrail/views/registry';
import { refuse } from '../edge/problem.ts';

/** A copy of a view's rows, with what an operator wants to know of it. */
export type ProjectionBuild = Pick<
  Build,
  'build' | 'state' | 'jobId' | 'position' | 'error' | 'startedAt' | 'switchedAt' | 'keptUntil'
>;

/**
 * A rebuild under way or over. `done`: readers have seen it; `cancelled`: given up before they did; `failed`: stands
 * still, and goes on when it is asked for again.
 */
export type Job = {
  readonly jobId: string;
  readonly kind: 'rebuild';
  readonly projection: string;
  readonly version: number;
  readonly build: number;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly state: BuildState;
  readonly parts: number;
  readonly eventsFolded: number;
  /** The head of the log when the rebuild was asked for. */
  readonly target: number;
  /** Since the start; null before there is anything to reckon from, and when nothing moves any more. */
  readonly eventsPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly error: string | null;
  readonly startedAt: string;
  readonly switchedAt: string | null;
  readonly keptUntil: string | null;
};

const statusOf = ({ state, switchedAt }: Build): Job['status'] => {
  if (state === 'failed') return 'failed';
  if (switchedAt !== null) return 'done';
  return state === 'dropping' || state === 'dropped' ? 'cancelled' : 'running';
};

/** `now` in milliseconds since 1970. */
export const jobOf = (build: Build, now: number): Job => {
  const status = statusOf(build);
  const { eventsFolded, target, startedAt } = build;
  const perSecond = (eventsFolded * 1_000) / Math.max(1, now - Date.parse(startedAt));
  const isReckoned = status === 'running' && perSecond > 0;
  return {
    ...{
      jobId: build.jobId,
      kind: 'rebuild',
      projection: build.view,
      version: build.version,
      build: build.build,
    },
    ...{ status, state: build.state, parts: build.parts, eventsFolded, target },
    eventsPerSecond: isReckoned ? Math.round(perSecond) : null,
    secondsLeft: isReckoned ? Math.ceil(Math.max(0, target - eventsFolded) / perSecond) : null,
    ...{ error: build.error, startedAt, switchedAt: build.switchedAt, keptUntil: build.keptUntil },
  };
};

/** The builds of each view of today's code that are still there, the newest last. */
export const buildsByView = async (
  pool: Parameters<typeof buildsOf>[0],
  ledgerId: string,
): Promise<(view: View<unknown>) => readonly ProjectionBuild[]> => {
  const all = (await buildsOf(pool, ledgerId)).filter(({ state }) => state !== 'dropped');
  return ({ name, version }) =>
    all
      .filter((build) => build.view === name && build.version === version)
      .map(({ build, state, jobId, position, error, startedAt, switchedAt, keptUntil }) => ({
        ...{ build, state, jobId, position, error, startedAt, switchedAt, keptUntil },
      }));
};

/** The view of that name; throws UNKNOWN_PROJECTION, which names those there are. */
export const viewCalled = (name: string): View<unknown> => {
  const view = views.find((one) => one.name === name);
  if (view !== undefined) return view;
  const names = views.map((one) => one.name).join(', ');
  throw refuse('UNKNOWN_PROJECTION', `no projection is called ${name.slice(0, 100)}; there are ${names}`);
};
