import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { Query } from '../http/client.ts';
import { ask } from '../http/client.ts';
import type { Session } from '../output/show.ts';
import { Basis } from '../render/answers.ts';

/** Most items that one request asks for; longer lists are asked for page by page. */
const pageMax = 100;
const limitDefault = 50;

export const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It should be a whole number, 0 or more.');
  return Number(text);
};

export type ReadOptions = {
  readonly asAt?: string;
  readonly effectiveAt?: string;
  readonly minPosition?: number;
};

/** A command that reads: takes both times and the position to wait for. */
export const reading = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--as-at <instant>', 'what the ledger knew then: an RFC 3339 instant, or position:<n>')
    .option('--effective-at <date>', 'what was true in the world on that day (YYYY-MM-DD)')
    .addOption(
      new Option('--min-position <n>', 'wait until the view has seen this position').argParser(wholeNumber),
    );

export const listing = (name: string, description: string): Command =>
  reading(name, description)
    .addOption(
      new Option('--limit <n>', 'at most so many items').argParser(wholeNumber).default(limitDefault),
    )
    .option('--all', 'every item, however many pages it takes');

export const readQuery = ({ asAt, effectiveAt, minPosition }: ReadOptions): Query => ({
  asAt,
  effectiveAt,
  minPosition,
});

export type ListOptions = ReadOptions & { readonly limit: number; readonly all?: boolean };

const List = z.object({
  items: z.array(z.unknown()),
  nextCursor: z.string().nullish(),
  basis: Basis.optional(),
});

export type Collected = {
  readonly items: readonly unknown[];
  readonly basis: Basis | undefined;
  readonly more: boolean;
};

/** Items up to the limit, page by page; the cursor pins basis and filters, so that no page repeats or skips. */
export const collect = async (
  session: Session,
  path: string,
  query: Query,
  options: ListOptions,
): Promise<Collected> => {
  const wanted = options.all === true ? Infinity : options.limit;
  const items: unknown[] = [];
  let cursor: string | undefined;
  let basis: Basis | undefined;
  do {
    const limit = Math.max(1, Math.min(pageMax, wanted - items.length));
    const asked = cursor === undefined ? { ...query, ...readQuery(options), limit } : { cursor, limit };
    const { answer } = await ask(session.io, session.target, { path, query: asked }, List);
    items.push(...answer.items);
    basis ??= answer.basis;
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < wanted);
  return { items: items.slice(0, wanted), basis, more: cursor !== undefined || items.length > wanted };
};

/** The collected items as the list endpoint would have answered them in one page. */
export const documentOf = ({ items, basis }: Collected): unknown => ({ items, basis });

export const moreLine = ({ more }: Collected): readonly string[] =>
  more ? ['', 'There are more: --limit <n> or --all'] : [];
