import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { errorFields } from '@dealtrail/infra/json-logger';
import { Queue } from 'bullmq';
import { WorkerPool } from './worker-pool.ts';
import { verifyLogs } from './verify-log.ts';
import type { Verdict } from './verify-log.ts';

export const verificationQueue = 'log-verification';

/** Every quarter of an hour; a walk over a million events takes seconds. */
const everyMs = 15 * 60 * 1000;

/** Walks every log on a schedule that all worker processes share: each walk is done once, by one of them. */
@Processor(verificationQueue)
export class VerificationProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger('verification');

  constructor(
    private readonly database: WorkerPool,
    @InjectQueue(verificationQueue) private readonly queue: Queue,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.queue.on('error', (error) => {
      this.onTrouble(error);
    });
    await this.queue.upsertJobScheduler(
      'every-quarter',
      { every: everyMs },
      { name: 'verify', opts: { removeOnComplete: 10, removeOnFail: 10 } },
    );
  }

  async process(): Promise<readonly Verdict[]> {
    const verdicts = await verifyLogs(this.database.pool);
    for (const verdict of verdicts) {
      if (verdict.fault === null) this.logger.debug({ message: 'the log is whole', ...verdict });
      else this.logger.error({ message: 'the log is damaged', ...verdict });
    }
    return verdicts;
  }

  /** A connection lost, say: the queue tries again by itself. */
  @OnWorkerEvent('error')
  onTrouble(error: Error): void {
    this.logger.warn({ message: 'the queue had trouble', ...errorFields(error) });
  }
}
