import { randomBytes } from 'node:crypto';
import type { Readings } from '../process/contestant.ts';
import type { Running } from '../process/start-contestant.ts';
import { startApi, startWorker } from '../process/start-api.ts';
import { measure } from '../report/section.ts';
import type { Measured, Run, Section } from '../report/section.ts';
import { execute } from '../stage.ts';
import type { Stage } from '../stage.ts';
import type { Part, Wish } from './part.ts';
import { as } from './runs.ts';

/** 20,000 deals of 50 events each, unless `--to` says less. */
const eventsDefault = 1_000_000;
/** Enough for a rate: its consumer takes 50 ms for every hundred. */
const emmettEvents = 20_000;
/** As many worker processes as this fold a build together. */
const builders = 2;
const perSecond = 1_000;
const hotDeals = 100;
const secretBytes = 20;

/** All of them at the parts of one build, from its request to its last row. */
const rebuild =
  (all: readonly Running[], events: number): Run =>
  async (): Promise<Readings> => {
    const [first] = all;
    await first?.run({ run: 'request' });
    const from = performance.now();
    await Promise.all(all.map((each) => each.run({ run: 'fold' })));
    const perSecond = (events * 1_000) / (performance.now() - from);
    await first?.run({ run: 'drop' });
    return { 'rebuild events/s': perSecond };
  };

async function* rebuilds(stage: Stage, wish: Wish): AsyncGenerator<Measured> {
  const events = Math.min(wish.eventsMax, eventsDefault);
  const { url } = await stage.dealtrail('views_dealtrail');
  const emmettUrl = (await stage.database('views_emmett')).url;
  const filler = await stage.contestant('past-filler', url);
  await filler.run({ run: 'fill', events });
  const all = await Promise.all(Array.from({ length: builders }, () => stage.contestant('builder', url)));
  const bare = await stage.contestant('bare-reads', url);
  const emmett = await stage.contestant('emmett.mjs', emmettUrl);
  await emmett.run({ run: 'fill', events: emmettEvents });
  await execute(emmettUrl, 'vacuum analyze');
  const section: Section = {
    title: `deal-current rebuilt from ${events.toLocaleString('en')} events by ${String(builders)} processes`,
    runs: [
      rebuild(all, events),
      as('unparsed', bare, { run: 'unparsed' }),
      // It only counts what it is given, which is in its favour.
      as('Emmett consumer', emmett, { run: 'consume' }),
    ],
    targets: [
      { of: 'rebuild events/s', against: 'unparsed events/s', atLeast: 0.7 },
      { of: 'rebuild events/s', against: 'Emmett consumer events/s', atLeast: 20 },
    ],
  };
  yield await measure(section, wish);
  await all[0]?.run({ run: 'request' });
  await Promise.all(all.map((each) => each.run({ run: 'fold' })));
  await all[0]?.run({ run: 'serve' });
  await execute(url, 'vacuum analyze');
  yield await measure(
    {
      title: 'a page of deals by last change: its keys now, and as at half of the log',
      runs: [async (seconds) => (await all[0]?.run({ run: 'lists', seconds })) ?? {}],
      targets: [{ of: 'list then p50 ms', against: 'list now p50 ms', atMost: 10 }],
    },
    wish,
  );
}

/** How many times as long it takes until a view has an event as until its append is acknowledged. No bound is set. */
const ratios = (acknowledged: Readings, seen: Readings, names: readonly string[]): Readings =>
  Object.fromEntries(
    names.map((name) => [
      `in the view : acknowledged ${name}`,
      (seen[`in the view ${name} ms`] ?? 0) / (acknowledged[`acknowledged ${name} ms`] ?? 1),
    ]),
  );

async function* live(stage: Stage, wish: Wish): AsyncGenerator<Measured> {
  const { url, apiUrl } = await stage.dealtrail('views_live');
  const pacer = await stage.contestant('pacer', apiUrl, { perSecond, deals: hotDeals });
  const view = await stage.contestant('live-view', url);
  const both: Run = async (seconds) => {
    const events = Math.round(perSecond * seconds);
    const [seen, acknowledged] = await Promise.all([
      view.run({ run: 'follow', events }),
      pacer.run({ run: 'pace', seconds }),
    ]);
    return { ...acknowledged, ...seen, ...ratios(acknowledged, seen, ['p50', 'p99']) };
  };
  yield await measure(
    {
      title: `from the append's call to the rows of deal-current, ${String(perSecond)} appends/s`,
      runs: [both],
      targets: [],
    },
    wish,
  );
}

async function* writeThenRead(stage: Stage, wish: Wish): AsyncGenerator<Measured> {
  const { url, apiUrl } = await stage.dealtrail('views_http');
  const key = `dt_benchadmin_${randomBytes(secretBytes).toString('hex')}`;
  const api = await startApi(stage.root, apiUrl, key);
  stage.atEnd(api.stop);
  stage.atEnd((await startWorker(stage.root, url)).stop);
  const reader = await stage.contestant('write-then-read', api.url, { key });
  yield await measure(
    {
      title: 'one caller over HTTP: a command, then its deal and the list with minPosition',
      runs: [(seconds) => reader.run({ run: 'both', seconds })],
      targets: [{ of: 'write then read p99 ms', against: 'command p99 ms', atMost: 5 }],
    },
    wish,
  );
}

export const views: Part = {
  name: 'views',
  about: 'a view rebuilt, followed live, listed as at the past, read after a write',
  measure: async function* (stage, wish) {
    yield* rebuilds(stage, wish);
    yield* live(stage, wish);
    yield* writeThenRead(stage, wish);
  },
};
