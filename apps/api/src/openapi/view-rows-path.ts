import { ViewLine } from './answers/view-rows.ts';
import { always, operation } from './operation.ts';
import type { Paths } from './operation.ts';
import { pathParameter } from './parameters.ts';
import { ref } from './schemas.ts';

/** The tables of a view, for whoever checks them against the log. */
export const viewRowsPath = (): Paths => ({
  '/v1/projections/{name}/rows': {
    get: operation({
      ...{ id: 'readViewRows', tag: 'Operations', summary: 'What lies in the tables of a view' },
      description:
        'Role: auditor or admin. Everything that readers of the view are answered from, as at one position, to be compared with a fold of the log up to there (`dealtrail replay --verify`). A client that reads nothing for seconds is cut off; an answer without its last line was cut off.',
      parameters: [pathParameter('name', 'Name of the view, for example deal-current.', { type: 'string' })],
      answers: {
        200: {
          description: 'One JSON a line.',
          content: { 'application/x-ndjson': ref(ViewLine) },
          headers: ['CacheControl'],
        },
      },
      problems: [...always, 'BAD_QUERY', 'FORBIDDEN', 'UNKNOWN_PROJECTION', 'NOT_CAUGHT_UP'],
    }),
  },
});
