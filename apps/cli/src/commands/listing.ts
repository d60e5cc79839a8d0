import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { Query } from '../http/client.ts';
import { ask, understood } from '../http/client.ts';
import { write, writeLines } from '../io.ts';
import type { Row } from '../output/csv.ts';
import { csvOf } from '../output/csv.ts';
import type { Session } from '../output/show.ts';
import { Basis } from '../render/answers.ts';
import type { About, Page } from '../render/basis.ts';
import type { ReadOptions } from './reading.ts';
import { reading, readQuery, wholeNumber } from './reading.ts';

/** Most items that one request asks for; longer lists are asked for page by page. */
const pageMax = 100;
/** Items of a table for which no limit was given; what a program reads is never cut without being asked to. */
const tableLimitDefault = 50;

const limitOf = (text: string): number => {
  const limit = wholeNumber(text);
  if (limit === 0) throw new InvalidArgumentError('It should be 1 or more.');
  return limit;
};

export type ListOptions = ReadOptions & { readonly limit?: number; readonly all?: boolean };

/** A command that lists: paged as a table, whole in the forms that a program reads unless a limit is given. */
export const listing = (name: string, description: string): Command =>
  reading(name, description)
    .addOption(
      new Option(
        '--limit <n>',
        `at most so many items (as a table ${String(tableLimitDefault)}, else all of them)`,
      ).argParser(limitOf),
    )
    .option('--all', 'every item, however many pages it takes');

const Answer = z.object({
  items: z.array(z.unknown()),
  nextCursor: z.string().nullish(),
  basis: Basis.optional(),
});
type Answer = z.infer<typeof Answer>;

/** What is asked for and how its items look. */
export type List<Item extends z.ZodType> = {
  readonly path: string;
  readonly query: Query;
  readonly item: Item;
  readonly row: (item: z.infer<Item>) => Row;
  readonly lines: (items: readonly z.infer<Item>[], about: About, page: Page) => readonly string[];
};

/** Pages until `wanted` items came; the cursor pins basis and filters, so that no page repeats or skips. */
async function* pagesOf(
  { io, target }: Session,
  { path, query }: Pick<List<z.ZodType>, 'path' | 'query'>,
  options: ReadOptions,
  wanted: number,
): AsyncGenerator<Answer, void, void> {
  let cursor: string | undefined;
  let left = wanted;
  do {
    const limit = Math.min(pageMax, left);
    const asked = cursor === undefined ? { ...query, ...readQuery(options), limit } : { cursor, limit };
    const { answer } = await ask(io, target, { path, query: asked }, Answer);
    yield answer;
    left -= answer.items.length;
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined && left > 0);
}

/** Every page as one, as the list endpoint would have answered them in one page. */
const whole = async (pages: AsyncIterable<Answer>): Promise<Answer> => {
  const items: unknown[] = [];
  let basis: Basis | undefined;
  let nextCursor: string | null = null;
  for await (const page of pages) {
    items.push(...page.items);
    basis ??= page.basis;
    nextCursor = page.nextCursor ?? null;
  }
  return { items, nextCursor, basis };
};

/** Page by page: however long the list is, no more than a page is kept. Tells whether there are more. */
const stream = async (
  session: Session,
  pages: AsyncIterable<Answer>,
  text: (items: readonly unknown[], isFirst: boolean) => string,
): Promise<boolean> => {
  let more = false;
  let isFirst = true;
  for await (const { items, nextCursor } of pages) {
    await write(session.io.stdout, text(items, isFirst));
    more = typeof nextCursor === 'string';
    isFirst = false;
  }
  return more;
};

const linesText = (items: readonly unknown[]): string =>
  items.map((item) => `${JSON.stringify(item)}\n`).join('');

const moreHint = 'There are more: --limit <n> or --all';

/** Not on stdout, where only the data goes. */
const sayMore = (session: Session, more: boolean): Promise<void> =>
  writeLines(session.io.stderr, more ? [moreHint] : []);

/** Shows a list in the form asked for. */
export const showList = async <Item extends z.ZodType>(
  session: Session,
  list: List<Item>,
  options: ListOptions,
): Promise<void> => {
  const { io, format, page } = session;
  const read = (items: readonly unknown[]) => understood(z.array(list.item), items, list.path);
  const unlimited = options.all === true ? Infinity : options.limit;
  const pages = (otherwise: number) => pagesOf(session, list, options, unlimited ?? otherwise);
  switch (format) {
    case 'json': {
      const document = await whole(pages(Infinity));
      await write(io.stdout, `${JSON.stringify(document, null, 2)}\n`);
      return sayMore(session, document.nextCursor !== null);
    }
    case 'ndjson':
      return sayMore(session, await stream(session, pages(Infinity), linesText));
    case 'csv': {
      const rows = (items: readonly unknown[], isFirst: boolean) => csvOf(read(items).map(list.row), isFirst);
      return sayMore(session, await stream(session, pages(Infinity), rows));
    }
    case 'table': {
      const { items, basis, nextCursor } = await whole(pages(tableLimitDefault));
      const more = nextCursor !== null;
      const lines = list.lines(read(items), { basis, more }, page);
      return writeLines(io.stdout, [...lines, ...(more ? ['', moreHint] : [])]);
    }
  }
};
