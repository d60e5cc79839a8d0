import { rootsOf, tierOf } from '@dealtrail/deals/claims/source-book';
import type { Condition, Place } from '../index-query.ts';
import { fold } from '@dealtrail/deals/values/text';
import type { Reader } from '../reader.ts';
import { sortedPage } from '../sorted-page.ts';
import type { Page, Sort } from '../sorted-page.ts';
import type { SourceAnswer } from './answer.ts';
import { loadSources } from './source-book.ts';
import type { Sources } from './source-book.ts';
import { sources } from './source-view.ts';
import type { SourceState } from './source.state.ts';

/** Undefined for a source that nobody registered by the reader's position. */
export const sourceAnswer = async (reader: Reader, sourceId: string): Promise<SourceAnswer | undefined> =>
  (await sourceAnswers(reader, [sourceId]))[0];

const sourceAnswers = async (reader: Reader, ids: readonly string[]): Promise<readonly SourceAnswer[]> => {
  const states = await reader.states(sources, ids);
  const book = await loadSources(reader, ids);
  return ids.flatMap((id) => {
    const state = states.get(id);
    return state === undefined ? [] : render(state, book);
  });
};

const render = (
  { registered, retracted, changedAt }: SourceState,
  book: Sources,
): readonly SourceAnswer[] => {
  if (registered === null) return [];
  const { sourceId, publisher, title, url, publishedAt, tier, seen, repostOf, derivedFrom, sha256 } =
    registered;
  return [
    {
      sourceId,
      publisher,
      title: title ?? null,
      url: url ?? null,
      publishedAt,
      tier,
      effectiveTier: tierOf(book, sourceId),
      seen,
      repostOf: repostOf ?? null,
      derivedFrom: derivedFrom ?? [],
      roots: rootsOf(book, sourceId),
      sha256: sha256 ?? null,
      retracted,
      changedAt,
    },
  ];
};

export type SourceFilters = {
  /** As registered, T1 to T6. */
  readonly tier?: string;
  /** Part of the publisher's name, in any case, spacing and punctuation. */
  readonly publisher?: string;
};

const byId: Sort<SourceAnswer> = {
  scale: 'text',
  direction: 'asc',
  low: 'key',
  high: 'key',
  exact: ({ sourceId }) => sourceId,
};

export const listSources = (
  reader: Reader,
  { tier, publisher }: SourceFilters,
  { after, limit }: { readonly after?: Place; readonly limit: number },
): Promise<Page<SourceAnswer>> => {
  const where: readonly Condition[] =
    tier === undefined ? [] : [{ column: 'tier', is: 'equals', value: tier }];
  const wanted = fold(publisher ?? '');
  return sortedPage(reader, sources, {
    where,
    sort: byId,
    limit,
    ...(after === undefined ? {} : { after }),
    keyOf: ({ sourceId }) => sourceId,
    render: (keys) => sourceAnswers(reader, keys),
    accepts: (source) => fold(source.publisher).includes(wanted),
  });
};
