/** What the shell is told. Documented in `dealtrail --help`; a script may rely on them. */
export const exitCodes = {
  done: 0,
  /** A bug of ours, or an answer this version does not understand. */
  unexpected: 1,
  usage: 2,
  /** The server refused: a problem of the 4xx kind, printed with its code and pointers. */
  refused: 3,
  /** No server there, the connection was lost, or the server could not (5xx). Nothing is wrong with what was asked. */
  unavailable: 4,
  /** Some lines of an import were refused; the others are recorded. */
  someLinesFailed: 5,
  /** replay --verify: a view is not what the log makes of it. */
  viewsDiffer: 6,
  /** Ctrl-C (as other tools: 128 + SIGINT). */
  interrupted: 130,
  /** The reader of stdout went away (as other tools: 128 + SIGPIPE). */
  brokenPipe: 141,
} as const;

export const exitCodesHelp = `
Exit codes:
  0    done (for record: recorded, or nothing new to record)
  1    unexpected: a bug, or an answer that this version does not understand
  2    wrong usage: an unknown command or option, or a value that cannot be read
  3    refused by the server: the problem is printed with its code and pointers
  4    no server answers, the connection was lost, or the server is unable to
  5    import: at least one line was refused; the others are recorded
  6    replay --verify: a view differs from what the log makes of it
  130  interrupted (Ctrl-C)
  141  the reader of stdout went away

Data goes to stdout, progress and problems to stderr.

Environment:
  DEALTRAIL_URL   the server; without it the one that \`dealtrail start\` runs
                  from the state folder, else http://127.0.0.1:3000
  DEALTRAIL_KEY   the API key; without it the one kept in the state folder,
                  which goes to no server but its own
  DEALTRAIL_HOME  the state folder (~/.dealtrail)`;

/** Ends the command with an exit code and something readable on stderr. Anything else thrown is a bug. */
export class Failure extends Error {
  constructor(
    readonly exitCode: number,
    readonly lines: readonly string[],
  ) {
    super(lines.join('\n'));
    this.name = 'Failure';
  }
}

export const usage = (...lines: readonly string[]): Failure => new Failure(exitCodes.usage, lines);
