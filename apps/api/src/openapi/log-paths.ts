import { EventId } from '@dealtrail/deals/values/ids';
import { ChangesQuery } from '../events/changes.controller.ts';
import { EventsQuery } from '../events/events.controller.ts';
import { ChangePage, Event, Events, EventWithBasis } from './answers/events.ts';
import { json, ofEvents, operation } from './operation.ts';
import type { Paths } from './operation.ts';
import { basisParameters, headerParameter, pathParameter, queryParameters } from './parameters.ts';
import { ifNoneMatch, listProblems, notModified, readHeaders, readProblems } from './read-paths.ts';
import { ref } from './schemas.ts';

const feed =
  'Server-sent events (live=sse). Each event of the log is `id:` an opaque cursor, `event: event`, `data:` the event as one line of JSON (component Event). ' +
  'When the head is reached: `event: up-to-date` with `data: {"position": n}`. Heartbeats are comments. The feed does not end by itself.';

const subscription = operation({
  ...{ id: 'subscribeToEvents', tag: 'Log', summary: 'Subscribe to the log' },
  parameters: [
    ...queryParameters(ChangesQuery),
    headerParameter('Last-Event-ID', 'The id seen last: the feed goes on after it. Wins over offset.'),
  ],
  answers: {
    200: {
      description: 'A stream of events with what follows (live=sse), or a page of them.',
      content: {
        'text/event-stream': { type: 'string', description: feed },
        'application/json': ref(ChangePage),
      },
      headers: ['CacheControl'],
    },
  },
  problems: [...ofEvents, 'BAD_QUERY', 'MUST_REFETCH'],
});

/** The log, an event of it, and what comes next. */
export const logPaths = (): Paths => ({
  '/v1/events': {
    get: operation({
      ...{ id: 'listEvents', tag: 'Log', summary: 'The log, in order' },
      description:
        'Accept: application/x-ndjson streams one bare event a line, without a limit unless one is given, and without a tag.',
      parameters: [...queryParameters(EventsQuery, ['cursor']), ifNoneMatch],
      answers: {
        200: {
          description: 'A page, or every event, one a line.',
          content: { 'application/json': ref(Events), 'application/x-ndjson': ref(Event) },
          headers: readHeaders,
        },
        ...notModified,
      },
      problems: listProblems,
    }),
  },
  '/v1/events/{eventId}': {
    get: operation({
      ...{ id: 'readEvent', tag: 'Log', summary: 'One event, whole' },
      parameters: [
        pathParameter('eventId', 'Id of the event.', ref(EventId)),
        ...basisParameters(),
        ifNoneMatch,
      ],
      answers: { 200: json('The event.', EventWithBasis, readHeaders), ...notModified },
      problems: [...readProblems, 'UNKNOWN_EVENT'],
    }),
  },
  '/v1/changes/events': { get: subscription },
});
