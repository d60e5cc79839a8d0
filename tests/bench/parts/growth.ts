import type { Readings } from '../process/contestant.ts';
import type { Running } from '../process/start-contestant.ts';
import { measure } from '../report/section.ts';
import type { Run, Section } from '../report/section.ts';
import type { Stage } from '../stage.ts';
import type { Part } from './part.ts';
import { named } from './runs.ts';

const sizes = [100_000, 1_000_000, 10_000_000];
const callers = 256;
/** Few enough that measuring hardly adds to what is measured. */
const appendsEach = 10_000;
const fillTogether = 100_000;

const fill = async (ours: Running, size: number): Promise<void> => {
  for (let count = 0; count < size; count += fillTogether)
    await ours.run({ run: 'bulk', events: Math.min(fillTogether, size - count) });
};

/** A database for each size, so that all are measured in turn, in the same minutes. */
const logOf = async (stage: Stage, size: number): Promise<Running> => {
  const { apiUrl } = await stage.dealtrail(`growth_${String(size)}`);
  const ours = await stage.contestant('ledger', apiUrl);
  await fill(ours, size);
  return ours;
};

const runsAt = (ours: Running, at: string): readonly Run[] => [
  async (): Promise<Readings> =>
    named(`append at ${at}`, await ours.run({ run: 'append', callers, events: appendsEach })),
  async (seconds): Promise<Readings> =>
    named(`read at ${at}`, await ours.run({ run: 'readSomewhere', seconds })),
];

const targetsOf = (first: string, last: string): Section['targets'] =>
  first === last
    ? []
    : ['append', 'read'].map((what) => ({
        of: `${what} at ${last} events/s`,
        against: `${what} at ${first} events/s`,
        atLeast: 0.9,
      }));

export const growth: Part = {
  name: 'growth',
  about: `appends and reads at ${sizes.map((size) => size.toLocaleString('en')).join(', ')} events: a curve`,
  isLong: true,
  measure: async function* (stage, wish) {
    const runs: Run[] = [];
    const reached = sizes.filter((size) => size <= wish.eventsMax);
    for (const size of reached) runs.push(...runsAt(await logOf(stage, size), size.toLocaleString('en')));
    const [first = '', last = ''] = [reached.at(0), reached.at(-1)].map((size) => size?.toLocaleString('en'));
    yield await measure({ title: 'growth of one ledger', runs, targets: targetsOf(first, last) }, wish);
  },
};
