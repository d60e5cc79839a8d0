import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connect, kyselyOver } from '@dealtrail/ledger/connect';
import { listenForAppends, listenForProgress } from '@dealtrail/ledger/notifications';
import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import { failedViews } from '@dealtrail/ledger/failed-views';
import { unservedViews } from '@dealtrail/ledger/unserved-views';
import { views } from '@dealtrail/views/registry';
import { isLogged, jsonLogger } from '@dealtrail/infra/json-logger';
import { noTracing, startTracing } from '@dealtrail/infra/tracing';
import type { Tracing } from '@dealtrail/infra/tracing';
import type { LogLevel, Settings } from '@dealtrail/infra/settings';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { KeyStore } from './access/key-store.ts';
import { parseKey } from './access/key.ts';
import { AppModule } from './app.module.ts';
import type { Parts } from './app.module.ts';
import { Book } from './book.ts';
import { limitCommands, openFlight } from './edge/commands-in-flight.ts';
import type { Flight } from './edge/commands-in-flight.ts';
import { backlogMax, limitConnections } from './edge/connections.ts';
import type { Connections } from './edge/connections.ts';
import { UnreadBodies } from './edge/unread-bodies.ts';
import { ProblemFilter, sendProblem } from './edge/problem.filter.ts';
import { answerUnreadable } from './edge/unreadable.ts';
import { problem } from './edge/problem.ts';
import { continueTraces, followIds, idsOfRequest } from './edge/request-context.ts';
import { followRequest, followRequests } from './edge/request-log.ts';
import { rememberRoutes } from './edge/routes.ts';
import { openMoreDoors } from './edge/more-doors.ts';
import { serveDocumentation } from './openapi/documentation.ts';
import { openMetrics } from './operations/metrics.ts';
import type { Metrics } from './operations/metrics.ts';
import { observedLog } from './operations/observed-log.ts';
import { Telemetry } from './operations/telemetry.ts';
import { Readiness } from './operations/readiness.ts';

/** The ledger of a team that never asked for more than one. */
const defaultLedger = 'main';

/** Two appends in flight, reads beside them, and two connections that listen. */
const connectionsMax = 13;

/** The longest id in a path is that of a party or deal, below 100 characters. */
const paramLengthMax = 256;

/** Requests in flight get this long to finish before their connections are closed. */
const graceMs = 5_000;

const sweepMs = 50;

export type Api = {
  readonly url: string;
  /** Made by this start, and never shown again; undefined when the ledger had an admin key already. */
  readonly adminKey: string | undefined;
  readonly stop: () => Promise<void>;
};

/** Opens everything and listens. Throws where the database cannot be reached or is not migrated, or the port is taken. */
export const startApi = async (settings: Settings): Promise<Api> => {
  if (settings.databaseUrl === undefined)
    throw new Error('DATABASE_URL is not set: the API needs a database to work on');
  const tracing = await startTracing(process.env, 'dealtrail-api');
  Logger.overrideLogger(jsonLogger(settings.logLevel, undefined, () => linesBelongTo(tracing)));
  const pool = connect({
    url: settings.databaseUrl,
    role: 'dealtrail_api',
    connectionsMax,
    applicationName: 'dealtrail api',
  });
  const metrics = openMetrics();
  const log = await openLog(pool, tracing, metrics);
  const flight = openFlight();
  measure(metrics, log, flight);
  const telemetry = new Telemetry(tracing, metrics);
  const appends = await listenForAppends(pool);
  const progress = await listenForProgress(pool);
  const keys = new KeyStore(pool);
  const adminKey = await keys.ensureAdmin(defaultLedger, parseKey(settings.adminKey ?? ''));
  const readiness = new Readiness(
    settings.databaseUrl,
    () => pool.query('select'),
    () => unservedViews(pool, views),
    () => failedViews(pool, views),
  );
  const book = new Book(log, pool, kyselyOver(pool), appends, progress);
  const app = await openApp({ book, keys, readiness, telemetry }, flight, settings.logLevel);
  await app.listen({ port: settings.port, host: settings.host, backlog: backlogMax });
  const doors = openMoreDoors(app.getHttpServer());
  const url = await started(app);
  return {
    url,
    adminKey,
    stop: async () => {
      logger.log('stopping');
      for (const door of await doors) door.close();
      await closeWithin(app, graceMs);
      await appends.close();
      await progress.close();
      await log.close();
      await pool.end();
      await tracing.stop();
      logger.log('stopped');
    },
  };
};

const openLog = async (pool: Pool, tracing: Tracing, metrics: Metrics): Promise<PostgresLog> => {
  const log = openPostgresLog({ pool, observe: metrics.observeLog });
  await log.meet();
  return observedLog(log, tracing, metrics.countEvents);
};

const measure = ({ gauge, total }: Metrics, log: PostgresLog, flight: Flight): void => {
  gauge('dealtrail_append_queue_depth', 'Appends that wait now, of all ledgers.', log.queueDepth);
  gauge('dealtrail_commands_in_flight', 'Commands that are being worked on.', flight.count);
  total('dealtrail_commands_turned_away_total', 'Commands that were one too many.', flight.turnedAway);
};

const measureConnections = ({ gauge, total }: Metrics, { count, dropped }: Connections): void => {
  gauge('dealtrail_connections', 'Connections that are open.', count);
  total('dealtrail_connections_dropped_total', 'Connections that were one too many.', dropped);
};

const started = async (app: NestFastifyApplication): Promise<string> => {
  const url = await app.getUrl();
  logger.log({ message: 'started', url, pid: process.pid });
  return url;
};

const linesBelongTo = ({ traceId }: Tracing): object => {
  const trace = traceId();
  return { ...idsOfRequest(), ...(trace === undefined ? {} : { traceId: trace }) };
};

const logger = new Logger('api');

const openApp = async (parts: Parts, flight: Flight, logLevel: LogLevel): Promise<NestFastifyApplication> => {
  const followed = isLogged('debug', logLevel);
  const adapter = new UnreadBodies({
    routerOptions: { maxParamLength: paramLengthMax },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      // No hook runs for a path that cannot be read.
      if (followed) followRequest(request, reply);
      sendProblem(
        reply,
        request,
        problem('BAD_QUERY', 'the path is not well formed, or one of its parts is too long'),
      );
    },
  });
  const allowed = rememberRoutes(adapter.getInstance());
  followIds(adapter.getInstance());
  if (parts.telemetry.tracing !== noTracing) continueTraces(adapter.getInstance(), parts.telemetry.tracing);
  if (followed) followRequests(adapter.getInstance());
  parts.telemetry.metrics.timeRequests(adapter.getInstance());
  const connections = limitConnections(adapter.getHttpServer());
  measureConnections(parts.telemetry.metrics, connections);
  limitCommands(adapter.getInstance(), flight, connections);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.over(parts), adapter);
  app.useGlobalFilters(new ProblemFilter(allowed));
  serveDocumentation(adapter.getInstance());
  await app.init();
  return app;
};

/**
 * Ends what streams, lets what is answering finish, then closes whatever is still open. A connection whose last answer
 * ends after closing began stays open for its keep-alive time, so idle ones are closed again and again.
 */
const closeWithin = async (app: NestFastifyApplication, ms: number): Promise<void> => {
  const server = app.getHttpServer();
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, sweepMs);
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, ms);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(timer);
  }
};
