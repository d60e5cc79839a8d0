import { ChangesQuery } from '../events/changes.controller.ts';
import { EventsQuery } from '../events/events.controller.ts';
import {
  ConflictsQuery,
  DealsQuery,
  FinancingsQuery,
  PartiesQuery,
  SourcesQuery,
  TimelineQuery,
} from '../reads/filters.ts';
import type { z } from 'zod';
import { json, operation } from './operation.ts';
import type { Describe, Operation } from './operation.ts';
import { basisParameters, headerParameter, pathParameter, queryParameters } from './parameters.ts';
import { ref } from './schemas.ts';

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const problems = [400, 401, 410, 503];

const ifNoneMatch = headerParameter(
  'If-None-Match',
  'The ETag of an earlier answer: 304 when the bytes are the same.',
);

const tagged: Describe['answers'] = { 304: { description: 'The bytes are those of the tag.' } };

const list = (id: string, tag: string, summary: string, schema: z.ZodType): Operation =>
  operation({
    ...{ id, tag, summary, problems },
    parameters: [...queryParameters(schema, ['cursor']), ifNoneMatch],
    answers: { 200: json('A page.', 'Things', { ETag: 'Of these bytes.' }), ...tagged },
  });

const one = (id: string, tag: string, summary: string, what: string): Operation =>
  operation({
    ...{ id, tag, summary },
    parameters: [pathParameter('id', what), ...basisParameters(), ifNoneMatch],
    answers: { 200: json('The answer.', 'Thing', { ETag: 'Of these bytes.' }), ...tagged },
    problems: [...problems, 404],
  });

const dealPaths = (): Paths => ({
  '/v1/deals': {
    get: list('listDeals', 'Deals', 'Deals by stage, class, party, value and date', DealsQuery),
  },
  '/v1/deals/{id}': {
    get: one('readDeal', 'Deals', 'A deal as it stands, every figure with why it won', 'deal id'),
  },
  '/v1/deals/{id}/timeline': {
    get: operation({
      ...{ id: 'readTimeline', tag: 'Deals', summary: 'The auditable history of a deal' },
      parameters: [
        pathParameter('id', 'deal id'),
        ...queryParameters(TimelineQuery, ['cursor']),
        ifNoneMatch,
      ],
      answers: { 200: json('A page.', 'Things', { ETag: 'Of these bytes.' }), ...tagged },
      problems: [...problems, 404],
    }),
  },
  '/v1/deals/{id}/claims': {
    get: one('readClaims', 'Deals', 'Who claims what, and where claims conflict', 'deal id'),
  },
  '/v1/deals/{id}/capital-stack': {
    get: one('readCapitalStack', 'Deals', 'Debt, prepayment and equity', 'deal id'),
  },
  '/v1/deals/{id}/stock-reactions': {
    get: one('readStockReactions', 'Deals', 'Share-price moves, side by side', 'deal id'),
  },
});

const thingPaths = (): Paths => ({
  '/v1/financings': {
    get: list('listFinancings', 'Financings', 'Financings by deal, party and stage', FinancingsQuery),
  },
  '/v1/financings/{id}': {
    get: one('readFinancing', 'Financings', 'A financing as it stands', 'financing id'),
  },
  '/v1/parties': {
    get: list('listParties', 'Parties', 'Parties by any of their names or identifiers', PartiesQuery),
  },
  '/v1/parties/{id}': { get: one('readParty', 'Parties', 'A party with all its names', 'party id') },
  '/v1/sources': { get: list('listSources', 'Sources', 'Sources by tier and publisher', SourcesQuery) },
  '/v1/sources/{id}': {
    get: one('readSource', 'Sources', 'A source and where its chain of reposts ends', 'source id'),
  },
  '/v1/conflicts': {
    get: list('listConflicts', 'Conflicts', 'Conflicts between claims, with every candidate', ConflictsQuery),
  },
});

const eventPaths = (): Paths => ({
  '/v1/events': {
    get: operation({
      ...{ id: 'listEvents', tag: 'Log', summary: 'The log, in order' },
      description: 'Accept: application/x-ndjson streams one bare event a line, without a limit.',
      parameters: [...queryParameters(EventsQuery, ['cursor']), ifNoneMatch],
      answers: {
        200: {
          description: 'A page, or every event.',
          content: { 'application/json': ref('Events'), 'application/x-ndjson': ref('Event') },
        },
        ...tagged,
      },
      problems,
    }),
  },
  '/v1/events/{eventId}': {
    get: operation({
      ...{ id: 'readEvent', tag: 'Log', summary: 'One event, whole' },
      parameters: [pathParameter('eventId', 'event id'), ...basisParameters(), ifNoneMatch],
      answers: { 200: json('The event.', 'EventWithBasis', { ETag: 'Of these bytes.' }), ...tagged },
      problems: [...problems, 404],
    }),
  },
  '/v1/changes/events': {
    get: operation({
      ...{ id: 'subscribeToEvents', tag: 'Log', summary: 'Subscribe to the log (server-sent events)' },
      parameters: [
        ...queryParameters(ChangesQuery),
        headerParameter('Last-Event-ID', 'The id seen last: the feed goes on after it. Wins over offset.'),
      ],
      answers: {
        200: {
          description: 'Events, then what follows.',
          content: { 'text/event-stream': { type: 'string' } },
        },
      },
      problems: [400, 401, 409, 503],
    }),
  },
});

/** Every read there is. */
export const readPaths = (): Paths => ({ ...dealPaths(), ...thingPaths(), ...eventPaths() });
