import { createReadStream, existsSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { exitCodes, Failure, usage } from '../exit-codes.ts';
import { connectionLost, jsonOf, send, understood } from '../http/client.ts';
import { linesOf } from '../http/lines.ts';
import type { Io } from '../io.ts';
import { write, writeLines } from '../io.ts';
import { csvOf } from '../output/csv.ts';
import type { Session } from '../output/show.ts';
import { sessionOf } from '../output/show.ts';
import type { LineResult, Tally } from '../render/outcome.ts';
import { fateOf, isRefused, LineResult as Result, lineText, tallyText } from '../render/outcome.ts';
import { problemText } from '../render/problem.ts';
import { counted, wrap } from '../render/text.ts';
import type { Progress } from './import-progress.ts';
import { openProgress } from './import-progress.ts';

type ImportOptions = { readonly dryRun?: boolean; readonly each?: boolean };

type Source = {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Unknown for stdin. */ readonly lines: number | undefined;
};

const lineFeed = 0x0a;

const lineCount = async (file: string): Promise<number> => {
  let count = 0;
  let last = lineFeed;
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    for (const byte of chunk) if (byte === lineFeed) count += 1;
    last = chunk.at(-1) ?? last;
  }
  return last === lineFeed ? count : count + 1;
};

const open = async (io: Io, file: string): Promise<Source> => {
  if (file === '-') return { bytes: io.stdin, lines: undefined };
  if (!existsSync(file) || !statSync(file).isFile()) throw usage(`There is no file ${file}`);
  return { bytes: createReadStream(file), lines: await lineCount(file) };
};

const row = (result: LineResult): Readonly<Record<string, unknown>> => ({
  line: result.line,
  status: result.status,
  result: fateOf(result),
  position: result.position ?? '',
  problem: result.problem === null || result.problem === undefined ? '' : problemText(result.problem),
});

/** One result in the form asked for; `first` writes the head of a CSV. */
const resultText = (session: Session, result: LineResult, dryRun: boolean, first: boolean): string => {
  switch (session.format) {
    case 'table':
      return `${lineText(result, dryRun)}\n`;
    case 'csv':
      return csvOf([row(result)], first);
    case 'json':
      return `${first ? '[\n' : ',\n'}${JSON.stringify(result)}`;
    case 'ndjson':
      return `${JSON.stringify(result)}\n`;
  }
};

const repeatAdvice = 'Run the same command again: what is already recorded is not recorded twice.';

const cut = (session: Session, error: unknown, tally: Tally): Failure => {
  const seen = tally.recorded + tally.unchanged + tally.refused;
  const advice = `${counted(seen, 'line')} had been answered. ${repeatAdvice}`;
  return connectionLost(session.target, error, advice);
};

/** The answer line by line, each shown as it comes and counted. */
const follow = async (
  session: Session,
  response: Response,
  progress: Progress,
  options: ImportOptions,
): Promise<Tally> => {
  const { io, format } = session;
  const dryRun = options.dryRun === true;
  const quiet = progress.shown && io.stdout.isTTY === true && format === 'table' && options.each !== true;
  const tally = { recorded: 0, unchanged: 0, refused: 0 };
  let first = true;
  const chunks = (response.body ?? new ReadableStream<Uint8Array>()) as unknown as AsyncIterable<Uint8Array>;
  try {
    for await (const line of linesOf(chunks)) {
      const result = understood(Result, jsonOf(line), 'a line');
      tally[fateOf(result)] += 1;
      progress.advance(tally);
      if (!quiet || isRefused(result))
        await progress.beside(() => write(io.stdout, resultText(session, result, dryRun, first)));
      first = false;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw cut(session, error, tally);
  }
  if (format === 'json') await write(io.stdout, first ? '[]\n' : '\n]\n');
  return tally;
};

const run = async (session: Session, file: string, options: ImportOptions): Promise<Tally> => {
  const { bytes, lines } = await open(session.io, file);
  const response = await send(session.io, session.target, {
    method: 'POST',
    path: '/v1/commands',
    query: { dryRun: options.dryRun === true ? true : undefined },
    headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream<Uint8Array>,
  });
  const progress = openProgress(session.io, lines);
  /** Ctrl-C: the terminal is left as it was, and the reader with what to do. */
  const interrupted = (): void => {
    progress.close();
    session.io.stderr.write(`\nInterrupted. ${repeatAdvice}\n`);
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', interrupted);
  try {
    return await follow(session, response, progress, options);
  } finally {
    process.off('SIGINT', interrupted);
    progress.close();
  }
};

export const importCommand = (io: Io): Command =>
  new Command('import')
    .description('send a file of commands, one JSON a line; safe to repeat after a cut')
    .argument('<file>', 'an .ndjson file of {"command": "AnnounceDeal", ...fields}, or - for stdin')
    .option('--dry-run', 'decide every line, each on top of those before it, and write nothing')
    .option('--each', "on a terminal, show every line's result instead of the refused ones only")
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const tally = await run(session, file, options);
      await writeLines(io.stderr, wrap(tallyText(tally, options.dryRun === true), session.page.width));
      if (tally.refused > 0) throw new Failure(exitCodes.someLinesFailed, []);
    });
