import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LogObserver } from '@dealtrail/ledger/log-observer';
import type { FastifyInstance } from 'fastify';

/** From a tenth of a millisecond, which an append on a fast disk takes, to the seconds in which something is wrong. */
export const secondsBuckets = [
  ...[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025],
  ...[0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
];

/** By twos, up to twice the largest group. */
const countBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** How a command came in. */
export type Door = 'single' | 'upload';

export type CommandResult = 'recorded' | 'unchanged' | 'replayed' | 'refused' | 'failed' | 'rehearsed';

const instrumentsIn = (registry: Registry) => {
  const registers = [registry];
  const seconds = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Histogram({ name, help, labelNames, buckets: secondsBuckets, registers });
  const events = new Counter({
    ...{ name: 'dealtrail_events_appended_total', help: 'Events that this process has appended.' },
    ...{ labelNames: ['ledger'] as const, registers },
  });
  const commands = new Counter({
    ...{
      name: 'dealtrail_commands_total',
      help: 'Commands answered, by the door they came in and the result.',
    },
    ...{ labelNames: ['door', 'result'] as const, registers },
  });
  const groups = new Histogram({
    ...{ name: 'dealtrail_append_group_size', help: 'Appends that went to the database together.' },
    ...{ labelNames: ['ledger'] as const, buckets: countBuckets, registers },
  });
  const queued = seconds('dealtrail_append_queue_seconds', 'Wait of the oldest append of a group.', [
    'ledger',
  ]);
  const committed = seconds('dealtrail_append_commit_seconds', 'A group, from sending it to its answer.', [
    'ledger',
  ]);
  const locked = seconds('dealtrail_append_head_lock_seconds', "A group's wait for the head row.", [
    'ledger',
  ]);
  const requests = seconds('dealtrail_http_request_seconds', 'Requests, until their answer was out.', [
    ...(['method', 'route', 'status'] as const),
  ]);
  return { events, commands, groups, queued, committed, locked, requests };
};

/** What one process counts and times. Labels are ids and names that are few: never what a client sends. */
export const openMetrics = () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { events, commands, groups, queued, committed, locked, requests } = instrumentsIn(registry);
  const registers = [registry];

  const observeLog: LogObserver = ({ ledgerId: ledger, count, appended, waitedMs, writeMs, headLockMs }) => {
    events.inc({ ledger }, appended);
    groups.observe({ ledger }, count);
    queued.observe({ ledger }, waitedMs / 1_000);
    committed.observe({ ledger }, writeMs / 1_000);
    locked.observe({ ledger }, headLockMs / 1_000);
  };

  return {
    registry,
    observeLog,
    /** Appended by the other way in, which no group commit sees. */
    countEvents: (ledger: string, count: number): void => {
      events.inc({ ledger }, count);
    },
    countCommand: (door: Door, result: CommandResult): void => {
      commands.inc({ door, result });
    },
    /** Every request from here on, by the pattern of its route. */
    timeRequests: (fastify: FastifyInstance): void => {
      fastify.addHook('onResponse', (request, reply, done) => {
        const route = request.routeOptions.url ?? 'none';
        const labels = { method: request.method, route, status: String(reply.statusCode) };
        requests.observe(labels, reply.elapsedTime / 1_000);
        done();
      });
    },
    /** A number that is asked for when somebody looks. */
    gauge: (name: string, help: string, value: () => number): void => {
      new Gauge({
        ...{ name, help, registers },
        collect() {
          this.set(value());
        },
      });
    },
    /** The same for one that only rises. */
    total: (name: string, help: string, value: () => number): void => {
      new Counter({
        ...{ name, help, registers },
        collect() {
          this.reset();
          this.inc(value());
        },
      });
    },
  };
};

export type Metrics = ReturnType<typeof openMetrics>;
