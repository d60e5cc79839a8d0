import type { Conflict } from '@dealtrail/deals/claims/conflict';
import { claims } from '../claims/claims.ts';
import { citedBy } from '../claims/cited.ts';
import { dealScope } from '../deal-current/deal-scope.ts';
import { dealCurrent } from '../deal-current/deal-view.ts';
import { financings } from '../financings/financings.ts';
import type { Place } from '../index-query.ts';
import { compareText } from '../order.ts';
import type { Reader } from '../reader.ts';
import type { Page } from '../sorted-page.ts';
import { loadSources } from '../sources/source-book.ts';
import { subjectConflicts } from './scope-conflicts.ts';

export type ConflictFilters = {
  readonly class?: string;
  readonly state?: string;
};

/** 200: deals and financings of one party that its conflicts are looked for in. */
export const dealsPerPartyMax = 200;
/** 50: subjects looked at in one round, until the page is full. */
const subjectsPerRound = 50;

/**
 * One page of conflicts by subject and then id. A conflict is listed once, with its subject: that of a party or of a
 * financing takes in every deal that it belongs to.
 */
export const listConflicts = async (
  reader: Reader,
  filters: ConflictFilters,
  { after, limit }: { readonly after?: Place; readonly limit: number },
): Promise<Page<Conflict>> => {
  const items: Conflict[] = [];
  for await (const found of bySubject(reader, after)) {
    const fresh = found
      .filter((conflict) => matches(conflict, filters))
      .toSorted((a, b) => compareText(a.id, b.id))
      .filter((conflict) => after === undefined || isBeyond(conflict, after));
    items.push(...fresh);
    if (items.length > limit) break;
  }
  const page = items.slice(0, limit);
  const last = page.at(-1);
  const more = items.length > limit && last !== undefined;
  return { items: page, next: more ? { key: last.subject, value: last.id } : null };
};

const isBeyond = ({ subject, id }: Conflict, after: Place): boolean =>
  subject > after.key || (subject === after.key && id > after.value);

const matches = (conflict: Conflict, filters: ConflictFilters): boolean =>
  (filters.class === undefined || conflict.class === filters.class) &&
  (filters.state === undefined || conflict.state === filters.state);

/** Conflicts of one subject after another, by id of the subject. */
const bySubject = async function* (
  reader: Reader,
  after: Place | undefined,
): AsyncGenerator<readonly Conflict[]> {
  if (after !== undefined) yield await conflictsOf(reader, after.key);
  let last = after?.key ?? '';
  for (;;) {
    const found = await reader.find(claims, {
      where: [{ column: 'contestable', is: 'atLeast', value: 1, as: 'number' }],
      order: { column: 'key', as: 'text', direction: 'asc' },
      after: { value: last, key: last },
      limit: subjectsPerRound,
    });
    for (const { key } of found) yield await conflictsOf(reader, key);
    last = found.at(-1)?.key ?? last;
    if (found.length < subjectsPerRound) return;
  }
};

const conflictsOf = async (reader: Reader, subject: string): Promise<readonly Conflict[]> => {
  const streams = [...new Set([subject, ...(await beside(reader, subject))])];
  const held = await reader.states(claims, streams);
  const inOrder = new Map(
    streams.flatMap((stream) => {
      const state = held.get(stream);
      return state === undefined ? [] : [[stream, state] as const];
    }),
  );
  const sources = await loadSources(reader, [...inOrder.values()].flatMap(citedBy));
  return subjectConflicts({ claims: inOrder, sources }, subject, reader.effectiveAt);
};

/** Streams that a subject's conflicts can reach into. */
const beside = async (reader: Reader, subject: string): Promise<readonly string[]> => {
  if (subject.startsWith('deal_')) {
    const scope = await dealScope(reader, subject);
    return scope === undefined ? [] : [...scope.claims.keys()];
  }
  if (subject.startsWith('financing_')) return (await reader.state(financings, subject))?.funds ?? [];
  const holds = { where: [{ column: 'parties', is: 'holds', value: subject }] as const, ...byKey };
  const deals = await reader.find(dealCurrent, holds);
  const lent = await reader.find(financings, holds);
  return [...deals, ...lent].map(({ key }) => key);
};

const byKey = { order: { column: 'key', as: 'text', direction: 'asc' }, limit: dealsPerPartyMax } as const;
