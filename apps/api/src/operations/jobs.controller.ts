import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { buildByJob } from '@dealtrail/ledger/builds';
import { cancelBuild } from '@dealtrail/ledger/end-build';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, callerOf } from '../access/access.ts';
import { Book } from '../book.ts';
import { refuse } from '../edge/problem.ts';
import type { ProblemError } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { jobOf } from './builds.ts';
import type { Job } from './builds.ts';

const Nothing = z.strictObject({});

/** What was asked for and takes its time. */
@Controller('v1/jobs/:id')
@Access('read')
export class JobsController {
  constructor(private readonly book: Book) {}

  @Get()
  async read(@Req() request: FastifyRequest, @Param('id') id: string): Promise<Job> {
    parseQuery(Nothing, request.query);
    const build = await buildByJob(this.book.pool, callerOf(request).ledgerId, id);
    if (build === undefined) throw unknownJob(id);
    return jobOf(build, Date.now());
  }

  /** Gives up a rebuild that readers have not seen yet; its rows are deleted. */
  @Delete()
  @HttpCode(204)
  @Access('administer')
  async cancel(@Req() request: FastifyRequest, @Param('id') id: string): Promise<void> {
    parseQuery(Nothing, request.query);
    const { result } = await cancelBuild(this.book.pool, callerOf(request).ledgerId, id);
    if (result === 'absent') throw unknownJob(id);
    if (result === 'over') {
      throw refuse('JOB_OVER', 'this job is over: roll back to the build before, or drop its build');
    }
  }
}

const unknownJob = (id: string): ProblemError =>
  refuse('UNKNOWN_JOB', `this ledger has no job ${id.slice(0, 100)}`);
