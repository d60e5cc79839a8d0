import { SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';
import type { Tally } from '../render/outcome.ts';

export type Progress = {
  readonly shown: boolean;
  /** So many bytes of the file have gone out. */
  readonly sent: (bytes: number) => void;
  readonly advance: (tally: Tally) => void;
  /** Writes something else on the same terminal without leaving a torn bar behind. */
  readonly beside: (say: () => Promise<void>) => Promise<void>;
  /** `whole`: the bar ends full; otherwise where it stood. */
  readonly close: (whole: boolean) => void;
};

const hidden: Progress = {
  shown: false,
  sent: () => undefined,
  advance: () => undefined,
  beside: (say) => say(),
  close: () => undefined,
};

const clearLine = '\r\u001b[K';

/** A bar on stderr where that is a terminal and the size of the file is known; nothing at all elsewhere. */
export const openProgress = (io: Io, size: number | undefined): Progress => {
  if (io.stderr.isTTY !== true || size === undefined || size === 0) return hidden;
  const bar = new SingleBar({
    format:
      'importing [{bar}] {percentage}%  {recorded} recorded, {unchanged} already there, {refused} refused',
    stream: io.stderr as unknown as NodeJS.WritableStream,
    barsize: 20,
    hideCursor: false,
    gracefulExit: false,
    clearOnComplete: false,
  });
  bar.start(size, 0, { recorded: 0, unchanged: 0, refused: 0 });
  return {
    shown: true,
    sent: (bytes) => {
      bar.increment(bytes);
    },
    advance: (tally) => {
      bar.update(tally);
    },
    beside: async (say) => {
      io.stderr.write(clearLine);
      await say();
      bar.render();
    },
    close: (whole) => {
      if (whole) bar.update(size);
      bar.stop();
    },
  };
};
