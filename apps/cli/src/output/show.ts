import type { Command } from 'commander';
import type { Target, TargetOptions } from '../http/target.ts';
import { findTarget } from '../http/target.ts';
import type { Io } from '../io.ts';
import { widthOfTerminal, write, writeLines } from '../io.ts';
import type { Page } from '../render/basis.ts';
import type { Row } from './csv.ts';
import { csvOf } from './csv.ts';

export const formats = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

/** What every command that talks to a server has at hand. */
export type Session = {
  readonly io: Io;
  readonly target: Target;
  readonly format: Format;
  readonly page: Page;
};

export const sessionOf = async (io: Io, command: Command): Promise<Session> => {
  const options = command.optsWithGlobals<TargetOptions & { readonly output?: Format }>();
  return {
    io,
    target: await findTarget(options, io.env),
    format: options.output ?? 'table',
    page: { width: widthOfTerminal(io) },
  };
};

/** One answer in every form: as it came, as lines to read, as one JSON a line, as flat rows. */
export type Shown = {
  readonly document: unknown;
  readonly lines: (page: Page) => readonly string[];
  readonly items: readonly unknown[];
  readonly rows: readonly Row[];
};

export const show = async ({ io, format, page }: Session, shown: Shown): Promise<void> => {
  switch (format) {
    case 'json':
      return write(io.stdout, `${JSON.stringify(shown.document, null, 2)}\n`);
    case 'ndjson':
      return writeLines(
        io.stdout,
        shown.items.map((item) => JSON.stringify(item)),
      );
    case 'csv':
      return write(io.stdout, csvOf(shown.rows));
    case 'table':
      return writeLines(io.stdout, shown.lines(page));
  }
};
