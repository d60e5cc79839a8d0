import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { errorFields, jsonLogger } from '@dealtrail/infra/json-logger';
import type { Settings } from '@dealtrail/infra/settings';
import { noTracing, startTracing } from '@dealtrail/infra/tracing';
import { tracedPages } from './traced-pages.ts';
import { connect } from '@dealtrail/ledger/connect';
import { listenForAppends } from '@dealtrail/ledger/notifications';
import { postgresReads } from '@dealtrail/ledger/postgres-reads';
import type { ViewReport } from '@dealtrail/ledger/view-loop';
import { startViewRunner } from '@dealtrail/ledger/view-runner';
import { views } from '@dealtrail/views/registry';
import { chooseBackend, migrateJobs } from './jobs.ts';
import { WorkerModule } from './worker.module.ts';
import { WorkerPool } from './worker-pool.ts';

/** One for each view of a busy ledger, one that listens, two for jobs. */
const connectionsMax = 10;

export type RunningWorker = { readonly stop: () => Promise<void> };

/** Moves every view and runs the jobs. Throws where the database cannot be reached or is not migrated. */
export const startWorker = async (settings: Settings): Promise<RunningWorker> => {
  const { databaseUrl: url, redisUrl } = settings;
  if (url === undefined) throw new Error('DATABASE_URL is not set: the worker needs a database to work on');
  const tracing = await startTracing(process.env, 'dealtrail-worker');
  Logger.overrideLogger(
    jsonLogger(settings.logLevel, undefined, () => {
      const traceId = tracing.traceId();
      return traceId === undefined ? {} : { traceId };
    }),
  );
  const pool = connect({
    url,
    role: 'dealtrail_worker',
    connectionsMax,
    applicationName: 'dealtrail worker',
  });
  if (redisUrl === undefined) await migrateJobs(pool);
  const jobs = chooseBackend(
    redisUrl === undefined ? { kind: 'postgres', url } : { kind: 'redis', url: redisUrl },
  );
  const app = await NestFactory.createApplicationContext(WorkerModule.over(new WorkerPool(pool), jobs));
  const notifications = await listenForAppends(pool);
  const runner = startViewRunner({
    ...{ pool, log: postgresReads(pool), views, notifications, report },
    ...(tracing === noTracing ? {} : { aroundPage: tracedPages(tracing) }),
  });
  logger.log({ message: 'started', pid: process.pid });
  return {
    stop: async () => {
      logger.log('stopping');
      await runner.stop();
      await app.close();
      await notifications.close();
      await pool.end();
      await tracing.stop();
      logger.log('stopped');
    },
  };
};

const logger = new Logger('worker');
const viewsLogger = new Logger('views');

const report = ({ kind, ledgerId, view, build, error }: ViewReport): void => {
  const which = { ledgerId, view, ...(error === undefined ? {} : errorFields(error)) };
  switch (kind) {
    case 'failed':
      viewsLogger.error({ message: 'a view has failed and stands still', ...which });
      return;
    case 'trouble':
      viewsLogger.warn({ message: 'a view had trouble and tries again', ...which });
      return;
    case 'leaseLost':
      viewsLogger.log({ message: 'a view was taken over by another process', ...which });
      return;
    case 'dropped':
      viewsLogger.log({ message: 'a build of a view was dropped and is moved no more', ...which, build });
      return;
  }
};
