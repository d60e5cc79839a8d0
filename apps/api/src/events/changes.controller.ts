import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { epochOf } from '@dealtrail/ledger/ledgers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { Book } from '../book.ts';
import { header } from '../edge/preconditions.ts';
import { refuse } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { OpenStreams } from '../operations/open-streams.ts';
import { eventFilters } from './events-query.ts';
import { parseFeedCursor } from './feed-cursor.ts';
import type { FeedCursor } from './feed-cursor.ts';
import { sseFeed } from './feed.ts';

export const ChangesQuery = z.strictObject({
  live: z.literal('sse'),
  offset: z
    .union(
      [z.enum(['start', 'now']), z.string().refine((text) => parseFeedCursor(text) !== undefined)],
      'takes start, now or a cursor',
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
  ) {}

  @Get('events')
  async events(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() raw: unknown,
  ): Promise<void> {
    const { offset = 'start', types, stream } = parseQuery(ChangesQuery, raw);
    const { ledgerId } = callerOf(request);
    const epoch = await epochOf(this.book.pool, ledgerId);
    const { position: head } = await this.book.log.head(ledgerId);
    const after = startOf(header(request.headers, 'last-event-id'), offset, { epoch, position: head });
    const signal = this.streams.open(reply.raw);
    const feed = sseFeed(this.book, { ledgerId, epoch, after, filters: { types, stream } }, signal);
    await reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(feed, { objectMode: false }));
  }
}

/** The position to go on after. What the client saw last wins over what its address says. */
const startOf = (lastEventId: string | undefined, offset: string, head: FeedCursor): number => {
  const from = lastEventId === undefined || lastEventId === '' ? offset : lastEventId;
  if (from === 'start') return 0;
  if (from === 'now') return head.position;
  const cursor = parseFeedCursor(from);
  if (cursor?.epoch === head.epoch && cursor.position <= head.position) return cursor.position;
  throw refuse('MUST_REFETCH', 'this cursor is not of the log as it is now; start again with offset=start');
};
