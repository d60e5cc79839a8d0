import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { reference } from '@dealtrail/event-sourcing/view';
import type { View } from '@dealtrail/event-sourcing/view';
import { standingOf } from '@dealtrail/ledger/ledgers';
import { viewSnapshot } from '@dealtrail/ledger/view-rows';
import type { ViewIndexRow, ViewRow, ViewSnapshot } from '@dealtrail/ledger/view-rows';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { Book } from '../book.ts';
import { ndjson } from '../commands/bulk-answer.ts';
import { refuse } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { viewCalled } from './builds.ts';
import { OpenStreams } from './open-streams.ts';

/** The first line of the answer: which view, and how far it has come. */
export type RowsHead = { readonly view: string; readonly epoch: string; readonly position: number };

/** The last line, so that an answer that was cut off is not taken for a whole one. */
export type RowsEnd = { readonly rows: number; readonly indexRows: number };

/** 2: each holds a connection while it is read, and the other reads need theirs. */
export const viewSnapshotsMax = 2;

/** What readers of a view are answered from, as it lies in the tables: for whoever checks them against the log. */
@Controller('v1/projections')
@Access('audit')
export class ViewRowsController {
  private opened = 0;

  constructor(
    private readonly book: Book,
    private readonly streams: OpenStreams,
  ) {}

  @Get(':name/rows')
  async rows(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
    @Query() raw: unknown,
  ): Promise<void> {
    parseQuery(z.strictObject({}), raw);
    const { ledgerId } = callerOf(request);
    const view = viewCalled(name);
    const { epoch } = await standingOf(this.book.pool, ledgerId);
    const signal = this.streams.open(reply.raw);
    const snapshot = await this.open(ledgerId, view);
    // A client that goes before the first line is asked for leaves nobody to read to the end.
    signal.addEventListener('abort', () => void snapshot.close());
    if (signal.aborted) return snapshot.close();
    const head: RowsHead = { view: reference(view), epoch, position: snapshot.position };
    await reply
      .type(ndjson)
      .header('cache-control', 'private, no-store')
      .send(Readable.from(linesOf(head, snapshot, signal), { objectMode: false }));
  }

  private async open(ledgerId: string, view: View<unknown>): Promise<ViewSnapshot> {
    if (this.opened >= viewSnapshotsMax)
      throw refuse(
        'OVERLOADED',
        `${String(viewSnapshotsMax)} views are being read whole already; try again shortly`,
      );
    this.opened += 1;
    let isCounted = true;
    const done = (): void => {
      if (isCounted) this.opened -= 1;
      isCounted = false;
    };
    try {
      const snapshot = await viewSnapshot(this.book.pool, ledgerId, view, done);
      if (snapshot !== undefined) return snapshot;
    } catch (error) {
      done();
      throw error;
    }
    throw refuse('NOT_CAUGHT_UP', `${view.name} has no rows in this ledger yet`);
  }
}

async function* linesOf(
  head: RowsHead,
  { pages, close }: ViewSnapshot,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  let [rows, indexRows] = [0, 0];
  try {
    yield `${JSON.stringify(head)}\n`;
    for await (const page of pages) {
      signal.throwIfAborted();
      const ofIndex = page.filter(({ kind }) => kind === 'index').length;
      rows += page.length - ofIndex;
      indexRows += ofIndex;
      yield page.map(lineOf).join('');
    }
    const end: RowsEnd = { rows, indexRows };
    yield `${JSON.stringify(end)}\n`;
  } finally {
    await close();
  }
}

/** The state goes out as it is stored, byte for byte. */
const lineOf = (row: ViewRow | ViewIndexRow): string =>
  row.kind === 'row'
    ? `{"key":${JSON.stringify(row.key)},"changedAt":${String(row.changedAt)},"state":${row.state}}\n`
    : `${JSON.stringify({ key: row.key, from: row.from, to: row.to, columns: row.columns })}\n`;
