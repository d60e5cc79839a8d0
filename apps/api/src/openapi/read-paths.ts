import { diffEventsMax } from '@dealtrail/views/deal-diff/deal-diff';
import { DealId, FinancingId, PartyId, SourceId } from '@dealtrail/deals/values/ids';
import type { z } from 'zod';
import type { ProblemCode } from '../edge/problem.ts';
import {
  ConflictsQuery,
  DealsQuery,
  DiffQuery,
  FinancingsQuery,
  PartiesQuery,
  SourcesQuery,
  TimelineQuery,
} from '../reads/filters.ts';
import { CapitalStack } from './answers/capital-stack.ts';
import { Claims } from './answers/claims.ts';
import { Deal, Deals } from './answers/deal.ts';
import { DealDiff } from './answers/deal-diff.ts';
import { Conflicts, Timeline } from './answers/events.ts';
import { Financings, FinancingWithBasis } from './answers/financing.ts';
import { Parties, PartyWithBasis } from './answers/party.ts';
import { Sources, SourceWithBasis } from './answers/source.ts';
import { StockReactions } from './answers/stock-reactions.ts';
import type { HeaderName } from './headers.ts';
import { json, ofEvents, operation } from './operation.ts';
import type { Describe, Operation, Paths } from './operation.ts';
import { basisParameters, headerParameter, pathParameter, queryParameters } from './parameters.ts';
import { ref } from './schemas.ts';

/** What any read that has a basis may be refused with. */
export const readProblems: readonly ProblemCode[] = [
  ...ofEvents,
  'BAD_QUERY',
  'BASIS_RETIRED',
  'NOT_CAUGHT_UP',
];

/** What a list may be refused with: its cursor may be of another epoch. */
export const listProblems: readonly ProblemCode[] = [...readProblems, 'MUST_REFETCH'];

export const readHeaders: readonly HeaderName[] = ['BytesTag', 'CacheControl'];

export const ifNoneMatch = headerParameter(
  'If-None-Match',
  'The ETag of an earlier answer: 304 when the bytes are the same.',
);

export const notModified: Describe['answers'] = {
  304: { description: 'The bytes are those of the tag; none are sent.', headers: readHeaders },
};

type Read = {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  /** What it answers with. */
  readonly answer: z.ZodType;
};

/** A list that is asked with filters. */
const list = ({ answer, ...what }: Read, query: z.ZodType): Operation =>
  operation({
    ...what,
    parameters: [...queryParameters(query, ['cursor']), ifNoneMatch],
    answers: { 200: json('A page.', answer, readHeaders), ...notModified },
    problems: listProblems,
  });

/** What is asked about: its id in the path, and the code where it was never recorded. */
type Subject = {
  readonly noun: string;
  readonly schema: z.ZodType;
  readonly unknown: ProblemCode;
};

const deal: Subject = { noun: 'deal', schema: DealId, unknown: 'UNKNOWN_DEAL' };

const idOfSubject = ({ noun, schema }: Subject) => pathParameter('id', `Id of the ${noun}.`, ref(schema));

const one = ({ answer, ...what }: Read, subject: Subject): Operation =>
  operation({
    ...what,
    parameters: [idOfSubject(subject), ...basisParameters(), ifNoneMatch],
    answers: { 200: json('The answer.', answer, readHeaders), ...notModified },
    problems: [...readProblems, subject.unknown],
  });

const ofDeal = (id: string, summary: string, answer: z.ZodType): { readonly get: Operation } => ({
  get: one({ id, tag: 'Deals', summary, answer }, deal),
});

const timeline = operation({
  ...{ id: 'readTimeline', tag: 'Deals', summary: 'The auditable history of a deal' },
  description:
    'Every event of the deal and of the financings that fund it, and what was recorded of the names of their parties and of the sources cited: who, when, why, on whose word, and what it changed.',
  parameters: [idOfSubject(deal), ...queryParameters(TimelineQuery, ['cursor']), ifNoneMatch],
  answers: { 200: json('A page.', Timeline, readHeaders), ...notModified },
  problems: [...listProblems, deal.unknown],
});

const diff = operation({
  ...{ id: 'readDealDiff', tag: 'Deals', summary: 'What changed about a deal between two bases' },
  description: `Field by field, and with which events: whose they are, why, and on whose word, whichever stream they lie in. Asked again with the positions, days, epoch, view and policy of both bases it gives the same bytes. At most ${String(diffEventsMax)} events that bear on the deal may lie between the bases; beyond, the problem names the position up to which they do.`,
  parameters: [idOfSubject(deal), ...queryParameters(DiffQuery), ifNoneMatch],
  answers: {
    200: json('The changes; none where both bases answer alike.', DealDiff, readHeaders),
    ...notModified,
  },
  problems: [...readProblems, deal.unknown, 'DIFF_TOO_WIDE'],
});

const dealPaths = (): Paths => ({
  '/v1/deals': {
    get: list(
      {
        id: 'listDeals',
        tag: 'Deals',
        summary: 'Deals by stage, class, party, value and date',
        answer: Deals,
      },
      DealsQuery,
    ),
  },
  '/v1/deals/{id}': ofDeal('readDeal', 'A deal as it stands, every figure with why it won', Deal),
  '/v1/deals/{id}/timeline': { get: timeline },
  '/v1/deals/{id}/diff': { get: diff },
  '/v1/deals/{id}/claims': ofDeal('readClaims', 'Who claims what, and where claims conflict', Claims),
  '/v1/deals/{id}/capital-stack': ofDeal('readCapitalStack', 'Debt, prepayment and equity', CapitalStack),
  '/v1/deals/{id}/stock-reactions': ofDeal(
    'readStockReactions',
    'Share-price moves, side by side',
    StockReactions,
  ),
});

/** A list under a path, and one of its things by id. */
const things = (
  path: string,
  all: Read & { readonly query: z.ZodType },
  each: Read & { readonly subject: Subject },
): Paths => {
  const { query, ...listed } = all;
  const { subject, ...found } = each;
  return { [path]: { get: list(listed, query) }, [`${path}/{id}`]: { get: one(found, subject) } };
};

const financingPaths = (): Paths => {
  const tag = 'Financings';
  const all = { id: 'listFinancings', tag, summary: 'Financings by deal, party and stage' };
  const each = { id: 'readFinancing', tag, summary: 'A financing as it stands' };
  const subject = { noun: 'financing', schema: FinancingId, unknown: 'UNKNOWN_FINANCING' } as const;
  return things(
    '/v1/financings',
    { ...all, answer: Financings, query: FinancingsQuery },
    { ...each, answer: FinancingWithBasis, subject },
  );
};

const partyPaths = (): Paths => {
  const tag = 'Parties';
  const all = { id: 'listParties', tag, summary: 'Parties by any of their names or identifiers' };
  const each = { id: 'readParty', tag, summary: 'A party with all its names' };
  const subject = { noun: 'party', schema: PartyId, unknown: 'UNKNOWN_PARTY' } as const;
  return things(
    '/v1/parties',
    { ...all, answer: Parties, query: PartiesQuery },
    { ...each, answer: PartyWithBasis, subject },
  );
};

const sourcePaths = (): Paths => {
  const tag = 'Sources';
  const all = { id: 'listSources', tag, summary: 'Sources by tier and publisher' };
  const each = { id: 'readSource', tag, summary: 'A source and where its chain of reposts ends' };
  const subject = { noun: 'source', schema: SourceId, unknown: 'UNKNOWN_SOURCE' } as const;
  return things(
    '/v1/sources',
    { ...all, answer: Sources, query: SourcesQuery },
    { ...each, answer: SourceWithBasis, subject },
  );
};

/** Every read of a view. */
export const readPaths = (): Paths => ({
  ...dealPaths(),
  ...financingPaths(),
  ...partyPaths(),
  ...sourcePaths(),
  '/v1/conflicts': {
    get: list(
      {
        id: 'listConflicts',
        tag: 'Conflicts',
        summary: 'Conflicts between claims, with every candidate',
        answer: Conflicts,
      },
      ConflictsQuery,
    ),
  },
});
