import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { listConflicts } from '@dealtrail/views/conflicts/list-conflicts';
import { financingAnswer, listFinancings } from '@dealtrail/views/financings/financing-answer';
import { listParties, partyAnswer } from '@dealtrail/views/parties/parties';
import { listSources, sourceAnswer } from '@dealtrail/views/sources/source-answer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.ts';
import { AskViews } from './ask-views.ts';
import { ConflictsQuery, FinancingsQuery, PartiesQuery, SourcesQuery } from './filters.ts';
import { given, Place } from './place.ts';

/** Financings, parties, sources and conflicts: a list each, and each by its id. */
@Controller('v1')
@Access('read')
export class ThingsController {
  constructor(private readonly views: AskViews) {}

  @Get('financings')
  async financings(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.views.list(request, reply, {
      ...{ view: 'financings', name: 'financings', query: FinancingsQuery, place: Place },
      ask: (reader, query, page) => listFinancings(reader, given(query), page),
    });
  }

  @Get('financings/:id')
  async financing(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    const ask: Parameters<AskViews['one']>[2]['ask'] = (reader) => financingAnswer(reader, id);
    await this.views.one(request, reply, { view: 'financings', id, unknown: 'UNKNOWN_FINANCING', ask });
  }

  @Get('parties')
  async parties(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.views.list(request, reply, {
      ...{ view: 'parties', name: 'parties', query: PartiesQuery, place: Place },
      ask: (reader, query, page) => listParties(reader, given(query), page),
    });
  }

  @Get('parties/:id')
  async party(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    const ask: Parameters<AskViews['one']>[2]['ask'] = (reader) => partyAnswer(reader, id);
    await this.views.one(request, reply, { view: 'parties', id, unknown: 'UNKNOWN_PARTY', ask });
  }

  @Get('sources')
  async sources(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.views.list(request, reply, {
      ...{ view: 'sources', name: 'sources', query: SourcesQuery, place: Place },
      ask: (reader, query, page) => listSources(reader, given(query), page),
    });
  }

  @Get('sources/:id')
  async source(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    const ask: Parameters<AskViews['one']>[2]['ask'] = (reader) => sourceAnswer(reader, id);
    await this.views.one(request, reply, { view: 'sources', id, unknown: 'UNKNOWN_SOURCE', ask });
  }

  @Get('conflicts')
  async conflicts(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.views.list(request, reply, {
      ...{ view: 'conflicts', name: 'conflicts', query: ConflictsQuery, place: Place },
      ask: (reader, query, page) => listConflicts(reader, given(query), page),
    });
  }
}
