import { measure } from '../report/section.ts';
import type { Section } from '../report/section.ts';
import { execute } from '../stage.ts';
import type { Stage } from '../stage.ts';
import type { Part } from './part.ts';
import { as } from './runs.ts';

const events = 100_000;

/** The same number of events everywhere, and tables at rest: vacuumed and analysed, as after a quiet minute. */
const sectionOf = async (stage: Stage): Promise<Section> => {
  const { url, apiUrl } = await stage.dealtrail('read_dealtrail');
  const emmettUrl = (await stage.database('read_emmett')).url;
  const messageDbUrl = (await stage.database('read_message_db')).url;
  const ours = await stage.contestant('ledger', apiUrl);
  const bare = await stage.contestant('bare-reads', url);
  const copy = await stage.contestant('copy.mjs', url);
  const emmett = await stage.contestant('emmett.mjs', emmettUrl);
  const messageDb = await stage.contestant('message-db.mjs', messageDbUrl);
  await ours.run({ run: 'bulk', events });
  await emmett.run({ run: 'fill', events });
  await messageDb.run({ run: 'fill', events });
  for (const database of [url, emmettUrl, messageDbUrl]) await execute(database, 'vacuum analyze');
  return {
    title: `read forward from position 1, decoded, ${events.toLocaleString('en')} events`,
    runs: [
      as('Dealtrail', ours, { run: 'read' }),
      as('Emmett consumer', emmett, { run: 'consume' }),
      as('Emmett reads alone', emmett, { run: 'readBatches' }),
      as('message-db category', messageDb, { run: 'read' }),
      as('bare loop', bare, { run: 'rows' }),
      as('bare loop of arrays', bare, { run: 'arrays' }),
      as('COPY out', copy, { run: 'out', events }),
    ],
    targets: [
      { of: 'Dealtrail events/s', against: 'Emmett consumer events/s', atLeast: 40 },
      { of: 'Dealtrail events/s', against: 'message-db category events/s', atLeast: 2 },
      { of: 'Dealtrail events/s', against: 'bare loop events/s', atLeast: 0.9 },
      { of: 'Dealtrail events/s', against: 'COPY out events/s', atLeast: 1.5 },
    ],
  };
};

export const read: Part = {
  name: 'read',
  about: 'the whole log read forward and decoded, against consumers, a bare loop and COPY',
  measure: async function* (stage, wish) {
    yield await measure(await sectionOf(stage), wish);
  },
};
