import { SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';
import type { Tally } from '../render/outcome.ts';

export type Progress = {
  readonly shown: boolean;
  /** One more line is answered. */
  readonly advance: (tally: Tally) => void;
  /** Writes something else on the same terminal without leaving a torn bar behind. */
  readonly beside: (say: () => Promise<void>) => Promise<void>;
  readonly close: () => void;
};

const hidden: Progress = {
  shown: false,
  advance: () => undefined,
  beside: (say) => say(),
  close: () => undefined,
};

const clearLine = '\r\u001b[K';

/** A bar on stderr where that is a terminal and the number of lines is known; nothing at all elsewhere. */
export const openProgress = (io: Io, lines: number | undefined): Progress => {
  if (io.stderr.isTTY !== true || lines === undefined || lines === 0) return hidden;
  const bar = new SingleBar({
    format:
      'importing [{bar}] {percentage}%  {recorded} recorded, {unchanged} already there, {refused} refused',
    stream: io.stderr as unknown as NodeJS.WritableStream,
    barsize: 20,
    hideCursor: false,
    gracefulExit: false,
    clearOnComplete: false,
  });
  bar.start(lines, 0, { recorded: 0, unchanged: 0, refused: 0 });
  return {
    shown: true,
    advance: (tally) => {
      bar.increment(tally);
    },
    beside: async (say) => {
      io.stderr.write(clearLine);
      await say();
      bar.render();
    },
    close: () => {
      bar.stop();
    },
  };
};
