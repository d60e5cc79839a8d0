import { createInterface } from 'node:readline';
import { connect } from '@dealtrail/ledger/connect';
import { listenForAppends } from '@dealtrail/ledger/notifications';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Entry } from '../history.ts';
import { startReading } from './read.ts';
import type { Order, Reply, Task } from './task.ts';
import { write } from './write.ts';

export type ClientInput = { readonly url: string; readonly name: string };

/** Writers and readers of many scenarios, in a process that stays: it takes orders on its input, and ends with that. */
const input = JSON.parse(process.argv[2] ?? '') as ClientInput;
const pool = connect({ url: input.url, role: 'dealtrail_api', applicationName: input.name });
const wide = openPostgresLog({ pool });
const narrow = openPostgresLog({ pool, waitingMax: 2 });
const notifications = await listenForAppends(pool);
const stops = new Map<number, () => void>();

const doTask = (id: number, task: Task): Promise<readonly Entry[]> => {
  if (task.do === 'write') return write({ wide, narrow }, task);
  const { pages, stop } = startReading(wide, notifications, task);
  stops.set(id, stop);
  return pages;
};

const reply = (line: Reply): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

createInterface(process.stdin).on('line', (line) => {
  const order = JSON.parse(line) as Order;
  if ('stop' in order) {
    stops.get(order.id)?.();
    stops.delete(order.id);
    return;
  }
  doTask(order.id, order.task).then(
    (entries) => {
      reply({ id: order.id, entries });
    },
    (error: unknown) => {
      reply({
        id: order.id,
        failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    },
  );
});
process.stdin.on('end', () => {
  void Promise.all([wide.close(), narrow.close(), notifications.close()]).then(() => pool.end());
});
