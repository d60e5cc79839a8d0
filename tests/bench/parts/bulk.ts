import { measure } from '../report/section.ts';
import { execute } from '../stage.ts';
import type { Part } from './part.ts';
import { as } from './runs.ts';

const events = 100_000;

export const bulk: Part = {
  name: 'bulk',
  about: `an import of ${events.toLocaleString('en')} events, against COPY`,
  measure: async function* (stage, wish) {
    const { url, apiUrl } = await stage.dealtrail('bulk_dealtrail');
    await execute(url, 'create table public.copied (like log.events including all)');
    const ours = await stage.contestant('ledger', apiUrl);
    const copy = await stage.contestant('copy.mjs', url, { table: 'public.copied' });
    yield await measure(
      {
        title: `bulk append of ${events.toLocaleString('en')} events`,
        runs: [as('Dealtrail', ours, { run: 'bulk', events }), as('COPY', copy, { run: 'in', events })],
        targets: [{ of: 'Dealtrail events/s', against: 'COPY events/s', atLeast: 0.8 }],
      },
      wish,
    );
  },
};
