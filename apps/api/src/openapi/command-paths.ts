import type { CommandName } from '@dealtrail/deals/registry';
import { commandNames, slices } from '@dealtrail/deals/registry';
import { CommandQuery } from '../commands/command-query.ts';
import { json, operation } from './operation.ts';
import type { Operation } from './operation.ts';
import { headerParameter, queryParameters } from './parameters.ts';
import { ref } from './schemas.ts';

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const problems = [400, 401, 403, 404, 409, 412, 413, 415, 422, 503];

const headers = [
  headerParameter(
    'Idempotency-Key',
    'The command id, up to 255 printable ASCII characters. The same again gives the first answer.',
  ),
  headerParameter('If-Match', 'The version in quotes that the stream must be at; "0": it must not exist.'),
];

const answerHeaders = {
  ETag: 'The version of the stream, in quotes.',
  'Idempotency-Replayed': 'true: the first answer to this command, again.',
};

const commandPath = (name: CommandName): Operation =>
  operation({
    id: name.charAt(0).toLowerCase() + name.slice(1),
    tag: 'Commands',
    summary: slices[name].summary,
    parameters: [...headers, ...queryParameters(CommandQuery)],
    body: { type: 'application/json', schema: ref(name) },
    answers: {
      200: json(
        'Nothing changed (the same news from the same sources), or a dry run.',
        'CommandAnswer',
        answerHeaders,
      ),
      201: json('Recorded as one event.', 'CommandAnswer', answerHeaders),
    },
    problems,
  });

/** The bulk door, and one path for every command there is. */
export const commandPaths = (): Paths => ({
  '/v1/commands': {
    post: operation({
      id: 'recordMany',
      tag: 'Commands',
      summary: 'Record many commands, one a line',
      description:
        'Each line is {"command": "AnnounceDeal", "idempotencyKey"?, ...fields}. The answer streams one line for each, in order; ' +
        'a bad line fails alone. A line without a key gets the hash of its canonical JSON, so a file can be sent again after a cut.',
      parameters: queryParameters(CommandQuery),
      body: { type: 'application/x-ndjson', schema: { type: 'string' } },
      answers: {
        200: { description: 'One answer a line.', content: { 'application/x-ndjson': ref('LineAnswer') } },
      },
      problems: [400, 401, 403, 415, 503],
    }),
  },
  ...Object.fromEntries(commandNames.map((name) => [`/v1/commands/${name}`, { post: commandPath(name) }])),
});
