import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { EventId } from '@dealtrail/deals/values/ids';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { Book } from '../book.ts';
import { ndjson } from '../commands/bulk-answer.ts';
import { recordedOf } from '@dealtrail/deals/history';
import { refuse } from '../edge/problem.ts';
import { integer, parseQuery } from '../edge/query.ts';
import { sendTagged } from '../edge/send.ts';
import { OpenStreams } from '../operations/open-streams.ts';
import { basisOf, basisQuery } from '../reads/basis.ts';
import type { Basis } from '../reads/basis.ts';
import { listQuery, pinned } from '../reads/list-query.ts';
import { eventPages, pageRequest, readEvents } from './event-pages.ts';
import { eventFilters, eventRange, eventsLimitDefault, eventsLimitMax } from './events-query.ts';

/** The log as a reader sees it: there is one shape of it. */
export const eventsView = 'events@1';

export const EventsQuery = z.strictObject({
  ...basisQuery,
  ...eventFilters,
  ...eventRange,
  limit: integer(1, eventsLimitMax).optional(),
});

const OneQuery = z.strictObject(basisQuery);

@Controller('v1/events')
@Access('read')
export class EventsController {
  constructor(
    private readonly book: Book,
    private readonly streams: OpenStreams,
  ) {}

  @Get()
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() raw: unknown,
  ): Promise<void> {
    const { query, filters, after } = listQuery('events', EventsQuery, raw, z.int().min(0));
    const { ledgerId } = callerOf(request);
    const basis = await basisOf(this.book, ledgerId, eventsView, query);
    const from = after ?? Math.max(0, (query.fromPosition ?? 1) - 1);
    const upTo = Math.min(query.toPosition ?? basis.position, basis.position);
    if (request.headers.accept?.includes(ndjson) === true) {
      await this.stream(request, reply, { after: from, upTo, filters: query, ...limited(query.limit) });
      return;
    }
    const limit = query.limit ?? eventsLimitDefault;
    const items =
      upTo <= from ? [] : await readEvents(this.book.log, ledgerId, pageRequest(from, upTo, limit, query));
    const last = items.length < limit ? upTo : (items.at(-1)?.position ?? upTo);
    const nextCursor = last < upTo ? pinned('events', basis, filters, last) : null;
    await sendTagged(request, reply, { items, nextCursor, basis });
  }

  @Get(':eventId')
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('eventId') eventId: string,
    @Query() raw: unknown,
  ): Promise<void> {
    const query = parseQuery(OneQuery, raw);
    const { ledgerId } = callerOf(request);
    const basis: Basis = await basisOf(this.book, ledgerId, eventsView, query);
    const stored = EventId.safeParse(eventId).success
      ? await this.book.log.readEvent(ledgerId, eventId)
      : undefined;
    if (stored === undefined || stored.position > basis.position) {
      throw refuse(
        'UNKNOWN_EVENT',
        `no event ${eventId.slice(0, 80)} was recorded by position ${String(basis.position)}`,
      );
    }
    await sendTagged(request, reply, { ...recordedOf(stored), basis });
  }

  /** One bare event a line. A failure on the way cuts the answer off; it never ends as if it were whole. */
  private async stream(request: FastifyRequest, reply: FastifyReply, range: Range): Promise<void> {
    const signal = this.streams.open(reply.raw);
    const lines = linesOf(eventPages(this.book.log, callerOf(request).ledgerId, range), range.limit, signal);
    await reply
      .type(ndjson)
      .header('cache-control', 'private, no-cache')
      .header('vary', 'authorization, accept')
      .send(Readable.from(lines, { objectMode: false }));
  }
}

type Range = Parameters<typeof eventPages>[2] & { readonly limit?: number };

const limited = (limit: number | undefined): { readonly limit?: number } =>
  limit === undefined ? {} : { limit };

async function* linesOf(
  pages: ReturnType<typeof eventPages>,
  limit = Number.POSITIVE_INFINITY,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  let left = limit;
  for await (const page of pages) {
    signal.throwIfAborted();
    yield page
      .slice(0, left)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join('');
    left -= page.length;
    if (left <= 0) return;
  }
}
