import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { errorFields } from '@dealtrail/infra/json-logger';
import { foldPart } from '@dealtrail/ledger/fold-part';
import { joinAllParts } from '@dealtrail/ledger/join-parts';
import { openLatch } from '@dealtrail/ledger/latch';
import { postgresReads } from '@dealtrail/ledger/postgres-reads';
import { droppingBuilds, retireBuilds, sweepBuild } from '@dealtrail/ledger/sweep-builds';
import { idleParts, partOf } from '@dealtrail/ledger/unfinished-builds';
import { views } from '@dealtrail/views/registry';
import type { Job } from 'bullmq';
import { Queue } from 'bullmq';
import { WorkerPool } from './worker-pool.ts';

export const rebuildsQueue = 'rebuilds';

/** What is to be done; how far it is stands in the rows of views.builds and views.checkpoints, never in the queue. */
type RebuildJob =
  | { readonly kind: 'fold'; readonly jobId: string; readonly part: number }
  | { readonly kind: 'sweep'; readonly jobId: string };

/** How soon what the rows say is unfinished is in the queue (again): the queue itself may be lost. */
const lookMs = 2_000;

/** A job whose worker died is another's after this at most, and one more look for it. */
const lockMs = 10_000;
const stalledMs = 3_000;

/** A part of a build whose worker was killed goes on where its rows stand, however often that happens. */
const stalledCountMax = 1_000_000;

/** Folds the past of builds, a part at a time, and deletes the rows of those that were given up. */
@Processor(rebuildsQueue, {
  concurrency: 1,
  lockDuration: lockMs,
  stalledInterval: stalledMs,
  maxStalledCount: stalledCountMax,
})
export class RebuildsProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('rebuilds');
  private readonly stopped = openLatch();
  private isStopping = false;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly database: WorkerPool,
    @InjectQueue(rebuildsQueue) private readonly queue: Queue<RebuildJob>,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.queue.on('error', (error) => {
      this.onTrouble(error);
    });
    this.looking = this.keepLooking();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.stopped.set();
    await this.looking;
  }

  async process(job: Job<RebuildJob>): Promise<string> {
    const { pool } = this.database;
    const isStopping = (): boolean => this.isStopping;
    if (job.data.kind === 'sweep') {
      const { jobId } = job.data;
      const build = (await droppingBuilds(pool)).find((one) => one.jobId === jobId);
      if (build !== undefined) await sweepBuild(pool, build, isStopping);
      return 'swept';
    }
    const part = await partOf(pool, views, job.data.jobId, job.data.part);
    if (part === undefined) return 'nothing to do';
    const end = await foldPart({ pool, log: postgresReads(pool), isStopping }, part);
    const { ledgerId, view, build } = part;
    const which = { ledgerId, view: view.name, build, part: part.part, of: part.parts };
    if (end === 'failed') this.logger.error({ message: 'a build has failed and stands still', ...which });
    else this.logger.log({ message: 'a part of a build ended', end, ...which });
    return end;
  }

  private async keepLooking(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.look();
      } catch (error) {
        this.onTrouble(error instanceof Error ? error : new Error(String(error)));
      }
      await this.stopped.wait(lookMs);
    }
  }

  /** A job that is in the queue already is not added again: its id says what it is to do. */
  private async look(): Promise<void> {
    const { pool } = this.database;
    const again = { removeOnComplete: true, removeOnFail: true };
    for (const { jobId, part } of await idleParts(pool, views)) {
      const id = `fold-${jobId}-${String(part)}`;
      await this.queue.add('fold', { kind: 'fold', jobId, part }, { jobId: id, ...again });
    }
    await joinAllParts(pool);
    await retireBuilds(pool);
    for (const { jobId } of await droppingBuilds(pool))
      await this.queue.add('sweep', { kind: 'sweep', jobId }, { jobId: `sweep-${jobId}`, ...again });
  }

  /** A connection lost, say: the queue tries again by itself. */
  @OnWorkerEvent('error')
  onTrouble(error: Error): void {
    this.logger.warn({ message: 'the queue had trouble', ...errorFields(error) });
  }
}
