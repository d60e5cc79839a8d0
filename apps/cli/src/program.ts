import { Command, CommanderError, Option } from 'commander';
import { conflictsCommand, dealsCommand, partiesCommand } from './commands/lists.ts';
import { dealCommand } from './commands/deal.ts';
import { diffCommand } from './commands/diff.ts';
import { eventsCommand } from './commands/events.ts';
import { importCommand } from './commands/import.ts';
import { keysCommand } from './commands/keys.ts';
import { ledgersCommand } from './commands/ledgers.ts';
import { projectionsCommand } from './commands/projections.ts';
import { recordCommand } from './commands/record.ts';
import { replayCommand } from './commands/replay.ts';
import { watchCommand } from './commands/watch.ts';
import { exitCodes, exitCodesHelp, Failure } from './exit-codes.ts';
import type { Io } from './io.ts';
import { widthOfTerminal, writeLines } from './io.ts';
import { formats } from './output/show.ts';

/** Commander hands settings down to what it makes itself, not to commands that are added: so every one is told. */
const prepare = (command: Command, io: Io): void => {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => widthOfTerminal(io),
      getErrHelpWidth: () => widthOfTerminal(io),
    })
    .showHelpAfterError('(--help tells more)');
  for (const inner of command.commands) prepare(inner, io);
};

/** The whole program. `others`: commands that need no server to talk to (start, backup, restore). */
export const buildProgram = (io: Io, version: string, others: readonly Command[]): Command => {
  const program = new Command('dealtrail')
    .description('The book of record for corporate deals.')
    .version(version)
    .addOption(new Option('-o, --output <format>', 'how to print data').choices(formats).default('table'))
    .option('--server <url>', 'the server to talk to (DEALTRAIL_URL)')
    .option('--api-key <key>', 'the key to show it (better in DEALTRAIL_KEY: others can see a command line)');
  const commands = [
    ...others,
    recordCommand(io),
    importCommand(io),
    dealCommand(io),
    diffCommand(io),
    dealsCommand(io),
    partiesCommand(io),
    conflictsCommand(io),
    eventsCommand(io),
    watchCommand(io),
    projectionsCommand(io),
    replayCommand(io),
    keysCommand(io),
    ledgersCommand(io),
  ];
  for (const command of commands) program.addCommand(command);
  program.addHelpText('after', exitCodesHelp);
  prepare(program, io);
  return program;
};

const exitOf = async (io: Io, error: unknown): Promise<number> => {
  if (error instanceof Failure) {
    await writeLines(io.stderr, error.lines);
    return error.exitCode;
  }
  // Commander has said what was wrong; asked-for help and version are no faults.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  await writeLines(io.stderr, [`dealtrail: ${error instanceof Error ? error.message : String(error)}`]);
  return exitCodes.unexpected;
};

/** Runs one command line; answers with the exit code. */
export const run = async (program: Command, io: Io, args: readonly string[]): Promise<number> => {
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return await exitOf(io, error);
  }
};
