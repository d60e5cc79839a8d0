import { z } from 'zod';
import type { Page } from './basis.ts';
import { table } from './table.ts';
import { hanging, plain } from './text.ts';
import { instantText } from './values.ts';

export const Build = z.object({
  build: z.number(),
  state: z.string(),
  position: z.number(),
  error: z.string().nullish(),
  keptUntil: z.string().nullish(),
});

export const Projection = z.object({
  name: z.string(),
  version: z.number(),
  position: z.number(),
  lag: z.number(),
  state: z.string(),
  error: z.string().nullish(),
  builds: z.array(Build).default([]),
});
export type Projection = z.infer<typeof Projection>;

export const Job = z.object({
  jobId: z.string(),
  projection: z.string(),
  version: z.number(),
  build: z.number(),
  status: z.string(),
  state: z.string(),
  eventsFolded: z.number(),
  target: z.number(),
  eventsPerSecond: z.number().nullish(),
  secondsLeft: z.number().nullish(),
  error: z.string().nullish(),
  startedAt: z.string(),
  switchedAt: z.string().nullish(),
});
export type Job = z.infer<typeof Job>;

const grouped = (count: number): string => count.toLocaleString('en-US');

/** 75 s, 12 min, 3 h: as exact as an estimate is. */
export const durationText = (seconds: number): string => {
  if (seconds < 100) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${String(minutes)} min` : `${String(Math.round(minutes / 60))} h`;
};

const buildText = ({ build, state, keptUntil }: z.infer<typeof Build>): string =>
  `build ${String(build)} ${state}${keptUntil ? ` until ${instantText(keptUntil)}` : ''}`;

export const projectionList = (projections: readonly Projection[], page: Page): readonly string[] => [
  ...table(
    projections.map(({ name, version, position, lag, state, builds }) => [
      `${name}@${String(version)}`,
      state,
      grouped(position),
      grouped(lag),
      builds.map(buildText).join('; '),
    ]),
    { ...page, head: ['projection', 'state', 'position', 'lag', 'builds'], right: [2, 3] },
  ),
  ...projections.flatMap(({ name, error }) =>
    error
      ? [
          '',
          ...hanging(`${name}: `, plain(error), page.width),
          ...hanging('  ', `once the cause is gone: dealtrail projections resume ${name}`, page.width),
        ]
      : [],
  ),
];

export const projectionRow = ({ name, version, state, position, lag, error }: Projection) => ({
  ...{ name, version, state, position, lag, error: error ?? '' },
});

/** How far a rebuild has come, in one line. */
export const progressText = ({ eventsFolded, target, eventsPerSecond, secondsLeft }: Job): string =>
  [
    `${grouped(eventsFolded)} of ${grouped(target)} events`,
    ...(eventsPerSecond ? [`${grouped(eventsPerSecond)}/s`] : []),
    ...(secondsLeft === null || secondsLeft === undefined ? [] : [`${durationText(secondsLeft)} left`]),
  ].join(', ');

const nameOf = ({ projection, version }: Job): string => `${projection}@${String(version)}`;

export const jobLines = (job: Job, page: Page): readonly string[] => {
  const build = `build ${String(job.build)} of ${nameOf(job)}`;
  switch (job.status) {
    case 'done':
      return hanging('', `Readers see ${build} since ${instantText(job.switchedAt)}.`, page.width);
    case 'failed':
      return hanging('', `${build} stands still: ${plain(job.error ?? 'see the worker')}`, page.width);
    case 'cancelled':
      return [`${build} was given up.`];
    default:
      return [
        ...hanging('', `${build} is being made: ${progressText(job)}.`, page.width),
        ...hanging('', `Job ${job.jobId}`, page.width),
      ];
  }
};
