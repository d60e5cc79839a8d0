import type { Readings } from '../process/contestant.ts';
import type { Running } from '../process/start-contestant.ts';
import type { Part } from './part.ts';
import { named } from './runs.ts';

const sizes = [100_000, 1_000_000, 10_000_000];
const callers = 256;
/** Few enough that measuring hardly adds to what is measured. */
const appendsEach = 10_000;
const fillTogether = 100_000;

const filledTo = async (ours: Running, from: number, size: number): Promise<number> => {
  let count = from;
  while (count < size) {
    const events = Math.min(fillTogether, size - count);
    await ours.run({ run: 'bulk', events });
    count += events;
  }
  return count;
};

export const growth: Part = {
  name: 'growth',
  about: `appends and reads at ${sizes.map((size) => size.toLocaleString('en')).join(', ')} events: a curve`,
  isLong: true,
  measure: async function* (stage, { rounds, seconds, eventsMax }) {
    const { apiUrl } = await stage.dealtrail('growth_dealtrail');
    const ours = await stage.contestant('ledger', apiUrl);
    const reached = sizes.filter((size) => size <= eventsMax);
    const curve: Readings[] = Array.from({ length: rounds }, () => ({}));
    let count = 0;
    for (const size of reached) {
      count = await filledTo(ours, count, size);
      await ours.run({ run: 'append', callers, events: appendsEach });
      for (const [round, readings] of curve.entries()) {
        const appends = await ours.run({ run: 'append', callers, events: appendsEach });
        const reads = await ours.run({ run: 'readSomewhere', seconds });
        const at = size.toLocaleString('en');
        curve[round] = {
          ...readings,
          ...named(`append at ${at}`, appends),
          ...named(`read at ${at}`, reads),
        };
      }
      count += (rounds + 1) * appendsEach;
    }
    const [first, last] = [reached.at(0), reached.at(-1)].map((size) => size?.toLocaleString('en') ?? '');
    const targets =
      reached.length < 2
        ? []
        : ['append', 'read'].map((what) => ({
            of: `${what} at ${last ?? ''} events/s`,
            against: `${what} at ${first ?? ''} events/s`,
            atLeast: 0.9,
          }));
    yield { title: 'growth of one ledger', targets, rounds: curve };
  },
};
