import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { capitalStackAnswer } from '@dealtrail/views/capital-stack/capital-stack';
import { claimsAnswer } from '@dealtrail/views/claims/claims-answer';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { listDeals } from '@dealtrail/views/deal-current/deal-list';
import { dealSortDefault } from '@dealtrail/views/deal-current/list-item';
import { timelineAnswer, timelineLimitDefault } from '@dealtrail/views/deal-timeline/timeline';
import type { Reader } from '@dealtrail/views/reader';
import type { AnswerName } from '@dealtrail/views/registry';
import { stockReactionsAnswer } from '@dealtrail/views/stock-reactions/stock-reactions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access } from '../access/access.ts';
import { AskViews, isStreamId, neverRecorded } from './ask-views.ts';
import { DealsQuery, TimelineQuery } from './filters.ts';
import { given, Place } from './place.ts';

@Controller('v1/deals')
@Access('read')
export class DealsController {
  constructor(private readonly views: AskViews) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.views.list(request, reply, {
      ...{ view: 'deal-current', name: 'deals', query: DealsQuery, place: Place },
      ask: (reader, { sort = dealSortDefault, ...filters }, page) =>
        listDeals(reader, given(filters), { ...page, sort }),
    });
  }

  @Get(':id')
  async current(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    await this.one(request, reply, 'deal-current', id, dealCurrentAnswer);
  }

  @Get(':id/claims')
  async claims(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    await this.one(request, reply, 'claims', id, claimsAnswer);
  }

  @Get(':id/capital-stack')
  async capitalStack(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    await this.one(request, reply, 'capital-stack', id, capitalStackAnswer);
  }

  @Get(':id/stock-reactions')
  async reactions(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    await this.one(request, reply, 'stock-reactions', id, stockReactionsAnswer);
  }

  @Get(':id/timeline')
  async timeline(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    const ask = async (
      reader: Reader,
      { order = 'recorded' }: z.output<typeof TimelineQuery>,
      page: { readonly limit: number; readonly after?: string },
    ) => {
      const found = isStreamId(id) ? await timelineAnswer(reader, id, { order, ...page }) : undefined;
      return found ?? neverRecorded('UNKNOWN_DEAL', id, reader);
    };
    const list = {
      view: 'deal-timeline',
      name: `timeline of ${id}`,
      query: TimelineQuery,
      place: z.string(),
      ask,
    } as const;
    await this.views.list(request, reply, list, timelineLimitDefault);
  }

  private async one(
    request: FastifyRequest,
    reply: FastifyReply,
    view: AnswerName,
    id: string,
    answer: (reader: Reader, dealId: string) => Promise<object | undefined>,
  ): Promise<void> {
    await this.views.one(request, reply, {
      view,
      id,
      unknown: 'UNKNOWN_DEAL',
      ask: (reader) => answer(reader, id),
    });
  }
}
