import { readFile } from 'node:fs/promises';
import type { Running } from '../process/start-contestant.ts';
import { measure } from '../report/section.ts';
import type { Run, Section } from '../report/section.ts';
import { execute } from '../stage.ts';
import type { Stage } from '../stage.ts';
import type { Part } from './part.ts';
import { as } from './runs.ts';

type Order = { readonly name: string; readonly logs: readonly [Running, Running] };

const orderOf = async (stage: Stage, name: string, variant?: string): Promise<Order> => {
  const { url, apiUrl } = await stage.dealtrail(name.replace(' ', '_'));
  if (variant !== undefined) {
    const file = new URL(`tests/bench/variants/${variant}`, stage.root);
    await execute(url, await readFile(file, 'utf8'));
  }
  const log = () => stage.contestant('ledger', apiUrl);
  return { name, logs: [await log(), await log()] };
};

const callers = 256;
const hotCallers = 32;

/** Both processes at once: the sum of their rates. */
const together =
  ({ name, logs }: Order, run: string): Run =>
  async (seconds) => {
    const readings = await Promise.all(logs.map((log) => log.run({ run, callers: callers / 2, seconds })));
    return { [`${name} events/s`]: readings.reduce((sum, one) => sum + (one['events/s'] ?? 0), 0) };
  };

/** Which of the two a log should do, whether it is faster by enough to pay for locks of its own. */
export const head: Part = {
  name: 'head',
  about: 'the head row taken first, against last with sorted locks on all that is looked up before',
  isLong: true,
  measure: async function* (stage, wish) {
    const orders = [await orderOf(stage, 'head first'), await orderOf(stage, 'head last', 'head-last.sql')];
    const sectionOf = (title: string, runOf: (order: Order) => Run): Section => ({
      title: `head row, ${title}`,
      runs: orders.map(runOf),
      targets: [{ of: 'head first events/s', against: 'head last events/s', atLeast: 1 }],
    });
    const alone = (run: string, count: number) => (order: Order) =>
      as(order.name, order.logs[0], { run, callers: count });
    const sections = [
      sectionOf(`new streams, ${String(callers)} callers`, alone('append', callers)),
      sectionOf(`three conditions each, ${String(callers)} callers`, alone('conditions', callers)),
      sectionOf(`one stream, ${String(hotCallers)} callers`, alone('hot', hotCallers)),
      sectionOf(`three conditions each, two processes`, (order) => together(order, 'conditions')),
    ];
    for (const section of sections) yield await measure(section, wish);
  },
};
