import { setImmediate as nextTurn } from 'node:timers/promises';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { DealDiffAnswer } from '@dealtrail/views/deal-diff/answer';
import { dealDiff, diffEventsMax } from '@dealtrail/views/deal-diff/deal-diff';
import type { Reader } from '@dealtrail/views/reader';
import { viewOf } from '@dealtrail/views/registry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { Book } from '../book.ts';
import { refuse } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { sendTagged } from '../edge/send.ts';
import { AskView } from './ask.query.ts';
import { isStreamId, neverRecorded } from './ask-views.ts';
import { basisOf } from './basis.ts';
import type { Basis, BasisQuery } from './basis.ts';
import { readerAt } from './caught-up.ts';
import { DiffQuery } from './filters.ts';
import { given } from './place.ts';

/** What the client sees; `to` is the basis that other reads call `basis`. */
export type DealDiffWithBases = {
  readonly dealId: string;
  readonly from: Basis;
  readonly to: Basis;
  readonly changes: DealDiffAnswer['changes'];
};

type Query = z.output<typeof DiffQuery>;

const view = 'deal-diff';

const laterOf = ({ to, toEffectiveAt, epoch, minPosition, ...kept }: Query): BasisQuery =>
  given({
    asAt: to,
    asAtName: 'to',
    effectiveAt: toEffectiveAt,
    epoch,
    minPosition,
    view: kept.view,
    policy: kept.policy,
  });

@Controller('v1/deals')
@Access('read')
export class DealDiffController {
  constructor(
    private readonly book: Book,
    private readonly queries: QueryBus,
  ) {}

  @Get(':id/diff')
  async diff(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    const query = parseQuery(DiffQuery, request.query);
    const { ledgerId } = callerOf(request);
    const { answer, basis: to } = await this.queries.execute(
      new AskView(ledgerId, view, laterOf(query), async (later) => {
        const from = await this.earlierBasis(ledgerId, query, later);
        return { from, ...(await this.changes(from, later, id)) };
      }),
    );
    const { dealId, from, changes } = answer;
    await sendTagged(request, reply, { dealId, from, to, changes } satisfies DealDiffWithBases);
  }

  private async earlierBasis(ledgerId: string, query: Query, later: Reader): Promise<Basis> {
    const effectiveAt = query.fromEffectiveAt ?? later.effectiveAt;
    const asked = { asAt: query.from, asAtName: 'from', effectiveAt };
    const from = await basisOf(this.book, ledgerId, viewOf(view), asked);
    if (from.position <= later.position) return from;
    if (query.to === undefined) throw refuse('NOT_CAUGHT_UP', 'the views have not come as far as `from` yet');
    const detail = `from, position ${String(from.position)}, lies after to, position ${String(later.position)}`;
    throw refuse('BAD_QUERY', detail, { errors: [{ pointer: '/from', code: 'BAD_QUERY', detail }] });
  }

  private async changes(from: Basis, later: Reader, id: string): Promise<DealDiffAnswer> {
    if (!isStreamId(id)) return neverRecorded('UNKNOWN_DEAL', id, later);
    const earlier = readerAt(this.book, later.ledgerId, from);
    const found = await dealDiff(earlier, later, id, () => nextTurn());
    switch (found.result) {
      case 'found':
        return found.answer;
      case 'unknown':
        return neverRecorded('UNKNOWN_DEAL', id, later);
      case 'tooWide':
        throw refuse(
          'DIFF_TOO_WIDE',
          `${String(found.events)} events bear on the deal between the two bases, and a diff takes ${String(diffEventsMax)}: ask to=position:${String(found.position)} first, then go on from there`,
        );
    }
  }
}
