import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bodySchema } from '@dealtrail/deals/command';
import { slices } from '@dealtrail/deals/registry';
import type { CommandName } from '@dealtrail/deals/registry';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { Failure, usage } from '../exit-codes.ts';
import { jsonOf, send, understood } from '../http/client.ts';
import type { Io } from '../io.ts';
import { widthOfTerminal } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Outcome, outcomeLines } from '../render/outcome.ts';
import type { JsonSchema } from './record-fields.ts';
import { bodyFrom } from './record-fields.ts';
import { fieldsHelp, howToGiveFields } from './record-help.ts';
import { wholeNumber } from './reading.ts';

type RecordOptions = {
  readonly json?: string;
  readonly dryRun?: boolean;
  readonly ifMatch?: number;
  readonly idempotencyKey?: string;
};

const schemaOf = (name: CommandName): JsonSchema =>
  z.toJSONSchema(bodySchema(name), { io: 'input', unrepresentable: 'any' }) as JsonSchema;

const stdinText = async (io: Io): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const fileText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw usage(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The body to start from: `--json`, or stdin where nothing at all was given and somebody pipes something in. */
const baseOf = async (
  io: Io,
  json: string | undefined,
  hasFlags: boolean,
): Promise<Record<string, unknown>> => {
  const piped = json === undefined && !hasFlags && io.stdin.isTTY !== true;
  if (json === undefined && !piped) return {};
  const text =
    json === undefined || json === '-'
      ? await stdinText(io)
      : json.startsWith('@')
        ? fileText(json.slice(1))
        : json;
  if (piped && text.trim() === '') return {};
  const body = jsonOf(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw usage('The body is not a JSON object.');
  return { ...body };
};

const post = async (session: Session, name: string, body: unknown, options: RecordOptions) => {
  const key = options.idempotencyKey ?? randomUUID();
  const response = await send(session.io, session.target, {
    method: 'POST',
    path: `/v1/commands/${name}`,
    query: { dryRun: options.dryRun === true ? true : undefined },
    headers: {
      'idempotency-key': key,
      ...(options.ifMatch === undefined ? {} : { 'if-match': `"${String(options.ifMatch)}"` }),
    },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.exitCode !== 4) throw error;
    const again = `If the server took it all the same, asking again with --idempotency-key ${key} records it once.`;
    throw new Failure(error.exitCode, [...error.lines, again]);
  });
  return {
    document: jsonOf(await response.text()),
    replayed: response.headers.get('idempotency-replayed') === 'true',
  };
};

const oneCommand = (io: Io, name: CommandName, summary: string): Command =>
  new Command(name)
    .description(summary)
    .usage('--<field> <value> ... | --json <body>')
    .option('--json <body>', 'the body as JSON, @file, or - for stdin')
    .option('--dry-run', 'decide everything, write nothing')
    .addOption(
      new Option('--if-match <version>', 'only if the stream is at this version').argParser(wholeNumber),
    )
    .option('--idempotency-key <key>', 'asked again with the same key it is recorded once')
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', () => fieldsHelp(schemaOf(name), widthOfTerminal(io)) + howToGiveFields)
    .action(async (options: RecordOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const base = await baseOf(io, options.json, command.args.length > 0);
      const body = bodyFrom(schemaOf(name), base, command.args);
      const { document, replayed } = await post(session, name, body, options);
      const outcome = understood(Outcome, document, name);
      const { events, ...rest } = outcome;
      await show(session, {
        document,
        items: [document],
        lines: ({ width }) => outcomeLines(outcome, { dryRun: options.dryRun === true, replayed, width }),
        rows: [{ ...rest, type: events[0]?.type ?? '', eventId: events[0]?.eventId ?? '', replayed }],
      });
    });

export const recordCommand = (io: Io): Command => {
  const record = new Command('record').description(
    'record what happened, what was said, or what is wrong in our record',
  );
  for (const name of Object.keys(slices) as CommandName[])
    record.addCommand(oneCommand(io, name, slices[name].summary));
  return record.addHelpText('after', howToGiveFields);
};
