import type { Running } from '../process/start-contestant.ts';
import { measure } from '../report/section.ts';
import type { Run, Section } from '../report/section.ts';
import { execute } from '../stage.ts';
import type { Stage } from '../stage.ts';
import type { Part } from './part.ts';
import { as } from './runs.ts';

const manyCallers = 256;
const someCallers = 32;
const insertConnections = 32;
const batchConnections = 2;

/** Several processes at once, the callers shared out among them: the sum of their rates. */
const together =
  (name: string, contestants: readonly Running[]): Run =>
  async (seconds) => {
    const callers = manyCallers / contestants.length;
    const readings = await Promise.all(
      contestants.map((one) => one.run({ run: 'append', callers, seconds })),
    );
    return { [`${name} events/s`]: readings.reduce((sum, one) => sum + (one['events/s'] ?? 0), 0) };
  };

type Cast = {
  readonly ours: readonly [Running, Running, Running, Running];
  readonly emmett: Running;
  readonly messageDb: Running;
  readonly single: Running;
  readonly batches: Running;
};

const castOf = async (stage: Stage): Promise<Cast> => {
  const { url, apiUrl } = await stage.dealtrail('append_dealtrail');
  await execute(
    url,
    'create table public.single (like log.events including all)',
    'create table public.batches (like log.events including all)',
  );
  const ours = () => stage.contestant('ledger', apiUrl);
  return {
    ours: [await ours(), await ours(), await ours(), await ours()],
    emmett: await stage.contestant('emmett.mjs', (await stage.database('append_emmett')).url),
    messageDb: await stage.contestant('message-db.mjs', (await stage.database('append_message_db')).url),
    single: await stage.contestant('inserts', url, {
      table: 'public.single',
      connections: insertConnections,
    }),
    batches: await stage.contestant('inserts', url, {
      table: 'public.batches',
      connections: batchConnections,
    }),
  };
};

const ours = 'Dealtrail events/s';
const emmett = 'Emmett events/s';
const messageDb = 'message-db events/s';

const manyOf = (cast: Cast): Section => ({
  title: `append, ${String(manyCallers)} callers, new streams, expected version checked`,
  runs: [
    as('Dealtrail', cast.ours[0], { run: 'append', callers: manyCallers }),
    as('Emmett', cast.emmett, { run: 'append', callers: manyCallers }),
    as('message-db', cast.messageDb, { run: 'append', callers: manyCallers }),
    as('single rows', cast.single, { run: 'rows', callers: insertConnections }),
    as('batches of 100', cast.batches, { run: 'batches', callers: batchConnections }),
  ],
  targets: [
    { of: ours, against: emmett, atLeast: 12 },
    { of: ours, against: messageDb, atLeast: 15 },
    { of: ours, against: 'single rows events/s', atLeast: 2.9 },
    { of: ours, against: 'batches of 100 events/s', atLeast: 0.65 },
  ],
});

const peersOf = (cast: Cast, run: string, callers: number): readonly Run[] => [
  as('Dealtrail', cast.ours[0], { run, callers }),
  as('Emmett', cast.emmett, { run, callers }),
  as('message-db', cast.messageDb, { run, callers }),
];

const someOf = (cast: Cast): Section => ({
  title: `append, ${String(someCallers)} callers`,
  runs: peersOf(cast, 'append', someCallers),
  targets: [
    { of: ours, against: emmett, atLeast: 8 },
    { of: ours, against: messageDb, atLeast: 8 },
  ],
});

const hotOf = (cast: Cast): Section => ({
  title: `append, hot stream, no expected version, ${String(someCallers)} callers`,
  runs: peersOf(cast, 'hot', someCallers),
  targets: [
    { of: ours, against: emmett, atLeast: 75 },
    { of: ours, against: messageDb, atLeast: 15 },
    { of: 'Dealtrail conflicts', atMost: 0 },
  ],
});

const oneOf = (cast: Cast): Section => ({
  title: 'append, one caller',
  runs: [
    as('Dealtrail', cast.ours[0], { run: 'append', callers: 1 }),
    as('message-db', cast.messageDb, { run: 'append', callers: 1 }),
    as('single rows', cast.single, { run: 'rows', callers: 1 }),
  ],
  targets: [
    { of: ours, against: messageDb, atLeast: 1 },
    { of: ours, against: 'single rows events/s', atLeast: 0.65 },
  ],
});

const processesOf = ({ ours: four }: Cast): Section => ({
  title: `append from several processes, ${String(manyCallers)} callers in all`,
  runs: [
    together('one process', four.slice(0, 1)),
    together('2 processes', four.slice(0, 2)),
    together('4 processes', four),
  ],
  targets: [
    { of: '2 processes events/s', against: 'one process events/s', atLeast: 0.8 },
    { of: '4 processes events/s', against: 'one process events/s', atLeast: 0.8 },
  ],
});

export const append: Part = {
  name: 'append',
  about: 'appends by many callers, few, one, on one stream, from several processes',
  measure: async function* (stage, wish) {
    const cast = await castOf(stage);
    for (const section of [manyOf, someOf, hotOf, oneOf, processesOf])
      yield await measure(section(cast), wish);
  },
};
