import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { aggregateOf } from '@dealtrail/deals/registry';
import { listLimitDefault } from '@dealtrail/views/limits';
import type { Reader } from '@dealtrail/views/reader';
import type { AnswerName } from '@dealtrail/views/registry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { callerOf } from '../access/access.ts';
import { refuse } from '../edge/problem.ts';
import type { ProblemCode } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { sendTagged } from '../edge/send.ts';
import type { BasisQuery } from './basis.ts';
import { AskView } from './ask.query.ts';
import { OneQuery } from './filters.ts';
import { listQuery, notACursor, pinned } from './list-query.ts';
import { isBadValue } from '@dealtrail/ledger/sql-states';

/** One thing: undefined where it was never recorded by the position asked about. */
export type One = {
  readonly view: AnswerName;
  readonly id: string;
  readonly unknown: ProblemCode;
  readonly ask: (reader: Reader) => Promise<object | undefined>;
};

export type List<Query, Place> = {
  readonly view: AnswerName;
  /** Of this list alone, so that a cursor of another is refused. */
  readonly name: string;
  readonly query: z.ZodType<Query>;
  readonly place: z.ZodType<Place>;
  readonly ask: (reader: Reader, query: Query, page: Page<Place>) => Promise<Found<Place>>;
};

export type Page<Place> = { readonly limit: number; readonly after?: Place };

export type Found<Place> = { readonly items: readonly object[]; readonly next: Place | null };

/** From a request to its tagged answer, the same for every view. */
@Injectable()
export class AskViews {
  constructor(private readonly queries: QueryBus) {}

  async one(request: FastifyRequest, reply: FastifyReply, { view, id, unknown, ask }: One): Promise<void> {
    const query = parseQuery(OneQuery, request.query);
    const { answer, basis } = await this.queries.execute(
      new AskView(callerOf(request).ledgerId, view, query, async (reader) => {
        const found = isStreamId(id) ? await ask(reader) : undefined;
        return found ?? neverRecorded(unknown, id, reader);
      }),
    );
    await sendTagged(request, reply, { ...answer, basis });
  }

  async list<Query extends BasisQuery & { readonly limit?: number | undefined }, Place>(
    request: FastifyRequest,
    reply: FastifyReply,
    { view, name, query: schema, place, ask }: List<Query, Place>,
    limitDefault: number = listLimitDefault,
  ): Promise<void> {
    const { query, filters, after } = listQuery(name, schema, request.query, place);
    const page = { limit: query.limit ?? limitDefault, ...(after === undefined ? {} : { after }) };
    const { answer, basis } = await this.queries.execute(
      new AskView(callerOf(request).ledgerId, view, query, (reader) =>
        ask(reader, query, page).catch((error: unknown) => {
          // A cursor is opaque, not sealed: altered, it can name a place that no column can hold.
          throw after !== undefined && isBadValue(error) ? notACursor() : error;
        }),
      ),
    );
    const { items, next } = answer;
    const nextCursor = next === null ? null : pinned(name, basis, filters, next);
    await sendTagged(request, reply, { items, nextCursor, basis });
  }
}

/** What is not even the form of an id was never recorded, and is not worth asking the database about. */
export const isStreamId = (id: string): boolean =>
  aggregateOf(id) !== undefined && /^[a-z]+_[a-z0-9-]{1,80}$/.test(id);

export const neverRecorded = (code: ProblemCode, id: string, { position }: Reader): never => {
  throw refuse(code, `${id.slice(0, 100)} was not recorded by position ${String(position)}`);
};
