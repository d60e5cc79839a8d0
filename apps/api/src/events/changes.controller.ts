import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { standingOf } from '@dealtrail/ledger/ledgers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { KeyStore } from '../access/key-store.ts';
import { Book } from '../book.ts';
import { header } from '../edge/preconditions.ts';
import { refuse } from '../edge/problem.ts';
import { integer, parseQuery } from '../edge/query.ts';
import { OpenStreams } from '../operations/open-streams.ts';
import { awaitedChangePage, changePage, pollWaitMs } from './change-page.ts';
import { eventFilters, eventsLimitDefault, eventsLimitMax } from './events-query.ts';
import { parseFeedCursor } from './feed-cursor.ts';
import type { FeedCursor } from './feed-cursor.ts';
import { sseFeed } from './feed.ts';
import type { Feed } from './feed.ts';
import { OpenFeeds } from './open-feeds.ts';

const offsetTakes = 'takes start, now, position:<n>, or the id or nextOffset seen last';

export const ChangesQuery = z.strictObject({
  live: z
    .enum(['false', 'poll', 'sse'])
    .describe(
      `sse: a stream without an end. false (the default): one page of what there is. poll: the same, but while there is nothing it waits for the first event, at most ${String(pollWaitMs / 1000)} seconds.`,
    )
    .optional(),
  offset: z
    .union(
      // Said by the last one: a refinement that fails speaks for the whole union.
      [
        z.enum(['start', 'now']),
        z
          .string()
          .refine(
            (text) => positionIn(text) !== undefined || parseFeedCursor(text) !== undefined,
            offsetTakes,
          ),
      ],
      offsetTakes,
    )
    .describe(
      'Where to begin: start (the default), now, after position:<n>, or the id or nextOffset seen last.',
    )
    .optional(),
  limit: integer(1, eventsLimitMax)
    .describe(
      `Events on a page; default ${String(eventsLimitDefault)}. A stream has no pages and takes none.`,
    )
    .optional(),
  ...eventFilters,
});

/** Subscriptions to the log: from a place on, live, resumable without gap or repeat. */
@Controller('v1/changes')
@Access('read')
export class ChangesController {
  constructor(
    private readonly book: Book,
    private readonly streams: OpenStreams,
    private readonly keys: KeyStore,
    private readonly feeds: OpenFeeds,
  ) {}

  @Get('events')
  async events(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() raw: unknown,
  ): Promise<void> {
    const { live = 'false', offset = 'start', limit, types, stream } = parseQuery(ChangesQuery, raw);
    if (live === 'sse' && limit !== undefined) throw noPages();
    const { ledgerId, keyId } = callerOf(request);
    const head = await standingOf(this.book.pool, ledgerId);
    const after = startOf(header(request.headers, 'last-event-id'), offset, head);
    const feed = { ledgerId, epoch: head.epoch, after, filters: { types, stream } };
    if (live === 'sse') await this.stream(reply, feed, keyId);
    else await this.page(reply, feed, { live, limit: limit ?? eventsLimitDefault });
  }

  /** A key that is revoked while its stream is open ends it: the client is told 401 when it comes back. */
  private async stream(reply: FastifyReply, feed: Feed, keyId: string): Promise<void> {
    const mayRead = () => this.keys.isInForce(keyId);
    const signal = this.streams.open(reply.raw);
    const { reached, end } = this.feeds.open(feed.ledgerId, feed.after);
    reply.raw.once('close', end);
    const events = sseFeed(this.book, feed, { signal, mayRead, reached });
    await reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(events, { objectMode: false }));
  }

  private async page(
    reply: FastifyReply,
    feed: Feed,
    { live, limit }: { readonly live: 'false' | 'poll'; readonly limit: number },
  ): Promise<void> {
    const page =
      live === 'false'
        ? await changePage(this.book, feed, limit)
        : await awaitedChangePage(this.book, feed, limit, { signal: this.streams.open(reply.raw) });
    await reply.header('cache-control', 'no-store').send(page);
  }
}

const positionIn = (offset: string): number | undefined => {
  const digits = /^position:(0|[1-9]\d{0,14})$/.exec(offset)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** A bare position means one of the ledger as it is now. */
const atPosition = (offset: string, { epoch }: FeedCursor): FeedCursor | undefined => {
  const position = positionIn(offset);
  return position === undefined ? undefined : { epoch, position };
};

/** The position to go on after. What the client saw last wins over what its address says. */
const startOf = (lastEventId: string | undefined, offset: string, head: FeedCursor): number => {
  const from = lastEventId === undefined || lastEventId === '' ? offset : lastEventId;
  if (from === 'start') return 0;
  if (from === 'now') return head.position;
  const cursor = parseFeedCursor(from) ?? atPosition(from, head);
  if (cursor?.epoch === head.epoch && cursor.position <= head.position) return cursor.position;
  throw refuse('MUST_REFETCH', 'this cursor is not of the log as it is now; start again with offset=start');
};

const noPages = () => {
  const detail = 'limit goes with live=false and live=poll: a stream has no pages';
  return refuse('BAD_QUERY', detail, { errors: [{ pointer: '/limit', code: 'BAD_QUERY', detail }] });
};
