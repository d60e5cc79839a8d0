import { Controller, Delete, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { requestBuild } from '@dealtrail/ledger/builds';
import { dropBuild, resumeView, rollBack } from '@dealtrail/ledger/end-build';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { Book } from '../book.ts';
import { refuse } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { readNothing } from '../edge/read-json.ts';
import { jobOf, viewCalled } from './builds.ts';
import type { Job } from './builds.ts';

const Nothing = z.strictObject({});

export type Resumed = {
  readonly name: string;
  readonly version: number;
  /** Builds, and parts of builds, that stood still. */
  readonly resumed: number;
};

/** Which copy of a view's rows readers see: a new one, the one before, and which are given up. */
@Controller('v1/projections/:name')
@Access('administer')
export class BuildsController {
  constructor(private readonly book: Book) {}

  /** Asked again while one is under way, that one is answered. */
  @Post('rebuild')
  async rebuild(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
  ): Promise<void> {
    parseQuery(Nothing, request.query);
    await readNothing(request);
    const build = await requestBuild(this.book.pool, callerOf(request).ledgerId, viewCalled(name));
    await reply.code(202).header('location', `/v1/jobs/${build.jobId}`).send(jobOf(build, Date.now()));
  }

  @Post('rollback')
  @HttpCode(200)
  async back(@Req() request: FastifyRequest, @Param('name') name: string): Promise<Job> {
    parseQuery(Nothing, request.query);
    await readNothing(request);
    const answer = await rollBack(this.book.pool, callerOf(request).ledgerId, viewCalled(name));
    switch (answer.result) {
      case 'rolledBack':
        return jobOf(answer.to, Date.now());
      case 'nothingKept':
        throw refuse('NOTHING_TO_ROLL_BACK_TO', `no build of ${name} is kept that served before`);
      case 'behind':
        if (answer.kept.error !== null) {
          const build = `build ${String(answer.kept.build)}`;
          throw refuse('NOTHING_TO_ROLL_BACK_TO', `${build} stands still: ${answer.kept.error}`);
        }
        throw refuse(
          'NOT_CAUGHT_UP',
          `build ${String(answer.kept.build)} is at position ${String(answer.kept.position)}, behind what readers have seen`,
        );
    }
  }

  /** Whatever stands still goes on from where it stands; where the cause is not gone, it stands still there again. */
  @Post('resume')
  @HttpCode(202)
  async resume(@Req() request: FastifyRequest, @Param('name') name: string): Promise<Resumed> {
    parseQuery(Nothing, request.query);
    await readNothing(request);
    const view = viewCalled(name);
    const resumed = await resumeView(this.book.pool, callerOf(request).ledgerId, view);
    return { name: view.name, version: view.version, resumed };
  }

  @Delete('builds/:build')
  @HttpCode(204)
  async drop(
    @Req() request: FastifyRequest,
    @Param('name') name: string,
    @Param('build') typed: string,
  ): Promise<void> {
    parseQuery(Nothing, request.query);
    const view = viewCalled(name);
    const build = /^[1-9]\d{0,8}$/.test(typed) ? Number(typed) : 0;
    const { result } = await dropBuild(this.book.pool, callerOf(request).ledgerId, view, build);
    if (result === 'serving') {
      throw refuse('BUILD_SERVES', `readers see build ${typed}; rebuild or roll back first, then drop it`);
    }
    if (result === 'absent') {
      throw refuse('UNKNOWN_BUILD', `${name} has no build ${typed.slice(0, 20)}; see GET /v1/projections`);
    }
  }
}
