import { JobAnswer, Projections, ResumedAnswer } from './answers/projections.ts';
import { always, json, operation } from './operation.ts';
import type { Paths } from './operation.ts';
import { pathParameter } from './parameters.ts';

const tag = 'Operations';

const projection = pathParameter('name', 'Name of the projection, such as deal-current.', { type: 'string' });
const job = pathParameter('id', 'Id of the job.', { type: 'string', format: 'uuid' });
const administered = [...always, 'BAD_QUERY', 'FORBIDDEN', 'UNKNOWN_PROJECTION'] as const;
/** What a body meets where none is taken. */
const withoutBody = [
  ...administered,
  ...(['INVALID_FIELDS', 'MALFORMED_JSON', 'UNKNOWN_FIELD', 'REQUEST_TIMEOUT', 'BODY_TOO_LARGE'] as const),
  'UNSUPPORTED_MEDIA_TYPE',
] as const;

export const projectionPaths = (): Paths => ({
  '/v1/projections': {
    get: operation({
      ...{ id: 'listProjections', tag, summary: 'How far each view has come' },
      answers: { 200: json('Every view, and the last walk over the log.', Projections) },
      problems: [...always, 'BAD_QUERY'],
    }),
  },
  '/v1/projections/{name}/rebuild': {
    post: operation({
      ...{ id: 'rebuildProjection', tag, summary: 'Make a new build of a projection from the log' },
      description:
        'Role: admin. Readers are served by the build before until the new one has seen as much; then it takes over at ' +
        'once. While a rebuild is under way, asking again answers with its job; one that failed is tried again.',
      parameters: [projection],
      answers: { 202: json('The job.', JobAnswer, ['Location']) },
      problems: withoutBody,
    }),
  },
  '/v1/projections/{name}/rollback': {
    post: operation({
      ...{ id: 'rollBackProjection', tag, summary: 'Let readers see the build before again' },
      description:
        'Role: admin. It was kept up to date meanwhile: no answer goes back in time. Twice: forth again.',
      parameters: [projection],
      answers: { 200: json('The job of the build that readers see now.', JobAnswer) },
      problems: [...withoutBody, 'NOTHING_TO_ROLL_BACK_TO', 'NOT_CAUGHT_UP'],
    }),
  },
  '/v1/projections/{name}/resume': {
    post: operation({
      ...{ id: 'resumeProjection', tag, summary: 'Let a projection that stands still go on' },
      description:
        'Role: admin. Once the cause is gone: it goes on from where it stands, and skips nothing. Where the cause is not ' +
        'gone it stands still there again. A worker that is started anew tries by itself.',
      parameters: [projection],
      answers: { 202: json('What was told to go on.', ResumedAnswer) },
      problems: withoutBody,
    }),
  },
});

/** Builds and their jobs: looked at, and given up. */
export const jobPaths = (): Paths => ({
  '/v1/projections/{name}/builds/{build}': {
    delete: operation({
      ...{ id: 'dropBuild', tag, summary: 'Drop a build that readers do not see' },
      description: 'Role: admin. One that served is dropped of itself at its keptUntil.',
      parameters: [
        projection,
        pathParameter('build', 'Number of the build.', { type: 'integer', minimum: 1 }),
      ],
      answers: { 204: { description: 'Nobody can read it any more; its rows are being deleted.' } },
      problems: [...administered, 'UNKNOWN_BUILD', 'BUILD_SERVES'],
    }),
  },
  '/v1/jobs/{id}': {
    get: operation({
      ...{ id: 'readJob', tag, summary: 'How far a rebuild has come' },
      parameters: [job],
      answers: { 200: json('The job.', JobAnswer) },
      problems: [...always, 'BAD_QUERY', 'UNKNOWN_JOB'],
    }),
    delete: operation({
      ...{ id: 'cancelJob', tag, summary: 'Give up a rebuild that readers have not seen yet' },
      description: 'Role: admin.',
      parameters: [job],
      answers: { 204: { description: 'Given up; its rows are being deleted.' } },
      problems: [...always, 'BAD_QUERY', 'FORBIDDEN', 'UNKNOWN_JOB', 'JOB_OVER'],
    }),
  },
});
