import { once } from 'node:events';

/** Where text goes: a stream of the process, or a string in a test. */
export type Sink = {
  write: (text: string) => boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
  once: (event: 'drain', listener: () => void) => unknown;
};

/** The outside world of a command, passed in so that a test needs neither a process nor a network. */
export type Io = {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number) => Promise<void>;
};

/** Waits when the reader is slower than we are, so that a long stream takes no memory. */
export const write = async (sink: Sink, text: string): Promise<void> => {
  if (!sink.write(text)) await once(sink as unknown as NodeJS.EventEmitter, 'drain');
};

export const writeLines = (sink: Sink, lines: readonly string[]): Promise<void> =>
  lines.length === 0 ? Promise.resolve() : write(sink, `${lines.join('\n')}\n`);

const widthDefault = 80;
const widthMin = 40;
/** Longer lines are hard to read, however wide the window is. */
const widthMax = 120;

/** Columns to lay text out for: those of the terminal, `COLUMNS`, or 80. */
export const widthOfTerminal = ({ stdout, env }: Pick<Io, 'stdout' | 'env'>): number => {
  const stated = stdout.columns ?? Number.parseInt(env['COLUMNS'] ?? '', 10);
  return Number.isInteger(stated) && stated > 0
    ? Math.min(widthMax, Math.max(widthMin, stated))
    : widthDefault;
};
