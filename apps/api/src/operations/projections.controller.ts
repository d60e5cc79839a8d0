import { Controller, Get, Query, Req } from '@nestjs/common';
import { checkpointsOf } from '@dealtrail/ledger/checkpoints';
import type { Checkpoint } from '@dealtrail/ledger/checkpoints';
import { views } from '@dealtrail/views/registry';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { Book } from '../book.ts';
import { parseQuery } from '../edge/query.ts';
import { buildsByView } from './builds.ts';
import type { ProjectionBuild } from './builds.ts';

export type Projection = {
  readonly name: string;
  readonly version: number;
  readonly position: number;
  /** Events that the view has not seen. */
  readonly lag: number;
  /**
   * `waiting`: no worker has met it in this ledger yet. `building`: its first build is being made, and nobody reads it
   * yet. `failed`: stands still, see `error`.
   */
  readonly state: 'waiting' | 'building' | 'running' | 'failed';
  readonly error: string | null;
  /** Its copies, the newest last; readers see the one that is `serving`. */
  readonly builds: readonly ProjectionBuild[];
};

/** The scheduled walk over the log: null before the first. */
export type LogCheck = {
  readonly checkedAt: string;
  readonly position: number;
  readonly fault: string | null;
};

export const projectionsOf = async (book: Book, ledgerId: string): Promise<readonly Projection[]> => {
  const { position: head } = await book.log.head(ledgerId);
  const checkpoints = await checkpointsOf(book.pool, ledgerId);
  const buildsOfView = await buildsByView(book.pool, ledgerId);
  return views.map((view) => {
    const { name, version } = view;
    const found = checkpoints.find((each) => each.view === name && each.version === version);
    const { position = 0, error = null } = found ?? {};
    const state = found === undefined ? 'waiting' : stateOf(found);
    return {
      name,
      version,
      position,
      lag: Math.max(0, head - position),
      state,
      error,
      builds: buildsOfView(view),
    };
  });
};

const stateOf = ({ state, isServing }: Checkpoint): Projection['state'] =>
  state === 'running' && !isServing ? 'building' : state;

@Controller('v1/projections')
@Access('read')
export class ProjectionsController {
  constructor(private readonly book: Book) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Query() query: unknown): Promise<object> {
    parseQuery(z.strictObject({}), query);
    const { ledgerId } = callerOf(request);
    const items = await projectionsOf(this.book, ledgerId);
    const { position } = await this.book.log.head(ledgerId);
    return { items, nextCursor: null, position, logCheck: await this.logCheck(ledgerId) };
  }

  private async logCheck(ledgerId: string): Promise<LogCheck | null> {
    const { rows } = await this.book.pool.query<{
      checked_at: string;
      position: number;
      fault: string | null;
    }>('select checked_at, position, fault from views.log_checks where ledger_id = $1', [ledgerId]);
    const row = rows[0];
    return row === undefined ? null : { checkedAt: row.checked_at, position: row.position, fault: row.fault };
  }
}
