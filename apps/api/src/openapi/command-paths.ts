import type { CommandName } from '@dealtrail/deals/registry';
import { commandNames, slices } from '@dealtrail/deals/registry';
import { CommandQuery } from '../commands/command-query.ts';
import { commandIdLengthMax } from '../edge/preconditions.ts';
import { statuses } from '../edge/problem.ts';
import type { ProblemCode } from '../edge/problem.ts';
import { CommandAnswer, LineAnswer } from './answers/operations.ts';
import { exampleLines, examples } from './examples.ts';
import type { HeaderName } from './headers.ts';
import { json, ofEvents, operation } from './operation.ts';
import type { Operation, Paths } from './operation.ts';
import { headerParameter, queryParameters } from './parameters.ts';
import { ref, refTo } from './schemas.ts';

/** What only other routes refuse with. */
const notOfCommands: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'NOT_FOUND',
  'UNKNOWN_COMMAND',
  'UNKNOWN_KEY',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'LAST_ADMIN_KEY',
  'MUST_REFETCH',
  'BASIS_RETIRED',
  'DIFF_TOO_WIDE',
  'UNKNOWN_PROJECTION',
  'NOT_CAUGHT_UP',
]);

const problems = (Object.keys(statuses) as readonly ProblemCode[]).filter((code) => !notOfCommands.has(code));

const headers = [
  headerParameter(
    'Idempotency-Key',
    'The command id. The same key with the same body gives the first answer again; with another body 422 COMMAND_ID_REUSED. Without one the server makes one up.',
    { type: 'string', minLength: 1, maxLength: commandIdLengthMax, pattern: '^[\\x20-\\x7e]+$' },
  ),
  headerParameter(
    'If-Match',
    'Decide only if the stream is at this version, in quotes; "0": it must not exist. Otherwise 412.',
    { type: 'string', pattern: '^"(0|[1-9][0-9]{0,14})"$' },
  ),
];

const answerHeaders: readonly HeaderName[] = ['VersionTag', 'Replayed', 'CacheControl'];

const commandPath = (name: CommandName): Operation =>
  operation({
    id: name.charAt(0).toLowerCase() + name.slice(1),
    tag: 'Commands',
    summary: slices[name].summary,
    description: `Records at most one event, of the type ${slices[name].event}. Roles: analyst, admin.`,
    parameters: [...headers, ...queryParameters(CommandQuery)],
    body: { type: 'application/json', schema: refTo(name), example: examples[name] },
    answers: {
      200: json(
        'Nothing changed (the same news from the same sources), or a dry run.',
        CommandAnswer,
        answerHeaders,
      ),
      201: json('Recorded as one event.', CommandAnswer, answerHeaders),
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
        'Each line is {"command": "AnnounceDeal", "idempotencyKey"?, ...fields}, of at most 1 MiB. The answer streams one line for each, in order; ' +
        'a bad line fails alone. A line without a key gets the hash of its canonical JSON, so a file can be sent again after a cut. With dryRun=true nothing is written, each line sees what the lines before it would write, ' +
        'and is answered with status 200, and wouldRecord where it is news. Roles: analyst, admin.',
      parameters: queryParameters(CommandQuery),
      body: {
        type: 'application/x-ndjson',
        schema: { type: 'string', description: 'One JSON object a line, each ended by a line feed.' },
        example: exampleLines,
      },
      answers: {
        200: {
          description: 'One answer a line, each a JSON object of this shape.',
          content: { 'application/x-ndjson': ref(LineAnswer) },
          headers: ['CacheControl'],
        },
      },
      problems: [...ofEvents, 'BAD_QUERY', 'FORBIDDEN', 'UNSUPPORTED_MEDIA_TYPE'],
    }),
  },
  ...Object.fromEntries(commandNames.map((name) => [`/v1/commands/${name}`, { post: commandPath(name) }])),
});
