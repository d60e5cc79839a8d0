import { z } from 'zod';
import type { Job, ProjectionBuild } from '../../operations/builds.ts';
import type { Resumed } from '../../operations/builds.controller.ts';
import type { LogCheck, Projection } from '../../operations/projections.controller.ts';
import { component, like } from './component.ts';
import { whole } from './operations.ts';
import { count, position, time } from './values.ts';

const buildState = z
  .enum(['folding', 'catchingUp', 'serving', 'kept', 'failed', 'dropping', 'dropped'])
  .describe(
    'folding: reads the past; catchingUp: follows the log, nobody sees it yet; serving: what readers see; kept: served ' +
      'before, and can serve again at once; failed: stands still, see error; dropping: its rows are being deleted.',
  );

const builtTimes = {
  startedAt: time,
  switchedAt: time.nullable().describe('When readers saw it last for the first time; null: never.'),
  keptUntil: time.nullable().describe('When it will be dropped; null: not of itself.'),
};

const BuildItem = component(
  'Build',
  "A copy of a view's rows.",
  like<ProjectionBuild>()(
    z.strictObject({
      build: z.int().min(1),
      state: buildState,
      jobId: z.uuid().describe('Of the job that made it.'),
      position: position.describe('The last position it has seen; 0 while it reads the past.'),
      error: z.string().nullable(),
      ...builtTimes,
    }),
  ),
);

export const JobAnswer = component(
  'Job',
  'A rebuild under way or over.',
  like<Job>()(
    z.strictObject({
      jobId: z.uuid(),
      kind: z.literal('rebuild'),
      projection: z.string(),
      version: z.int().min(1),
      build: z.int().min(1),
      status: z
        .enum(['running', 'done', 'failed', 'cancelled'])
        .describe('done: readers have seen the build; failed: it stands still until it is asked for again.'),
      state: buildState,
      parts: count.describe('How many parts fold the past side by side; 0: it is short.'),
      eventsFolded: count.describe('Up to now; once the job is over, up to its end.'),
      target: position.describe('The head of the log when the rebuild was asked for.'),
      eventsPerSecond: count.nullable(),
      secondsLeft: count.nullable().describe('Until the target, at the rate since the start.'),
      error: z.string().nullable(),
      ...builtTimes,
    }),
  ),
);

export const ResumedAnswer = component(
  'Resumed',
  'A projection that was told to go on.',
  like<Resumed>()(
    z.strictObject({
      name: z.string(),
      version: z.int().min(1),
      resumed: count.describe('Builds, and parts of builds, that stood still.'),
    }),
  ),
);

const ProjectionItem = component(
  'Projection',
  'How far a view has come.',
  like<Projection>()(
    z.strictObject({
      name: z.string(),
      version: z.int().min(1),
      position: position.describe('The last position it has seen.'),
      lag: count.describe('Events that it has not seen.'),
      state: z
        .enum(['waiting', 'building', 'running', 'failed'])
        .describe(
          'waiting: no worker has met it yet; building: its first build is being made; failed: stands still, see error.',
        ),
      error: z.string().nullable(),
      builds: z.array(BuildItem).describe('The newest last.'),
    }),
  ),
);

const Check = component(
  'LogCheck',
  'The last scheduled walk over the whole log.',
  like<LogCheck>()(
    z.strictObject({
      checkedAt: time,
      position: position.describe('Walked up to here.'),
      fault: z.string().nullable().describe('What is wrong, with the position; null: nothing.'),
    }),
  ),
);

export const Projections = component(
  'Projections',
  'Every view of the ledger.',
  z.strictObject({
    ...whole(ProjectionItem),
    position: position.describe('The head of the log.'),
    logCheck: Check.nullable().describe('Null before the first walk.'),
  }),
);
