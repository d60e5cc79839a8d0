import type { Random } from '../crash/random.ts';
import { world } from './commands.ts';
import type { Told } from './commands.ts';

/** A question as a client asks it. */
export type Question = { readonly path: string; readonly query: Readonly<Record<string, string>> };

export type Log = {
  /** Position of the last event. */
  readonly head: number;
  readonly told: readonly Told[];
};

const day = (random: Random): string =>
  random.oneOf([
    '2024-01-01',
    '2025-10-31',
    '2025-11-01',
    '2025-11-03',
    '2026-03-31',
    '2026-11-22',
    '2030-01-01',
  ]);

/** The instant itself, or a microsecond before or after it: "at or before" turns there. */
const near = (random: Random, recordedAt: string): string => {
  const micros = Number(recordedAt.slice(20, 26)) + random.integer(-1, 1);
  return micros < 0 || micros > 999_999
    ? recordedAt
    : `${recordedAt.slice(0, 20)}${String(micros).padStart(6, '0')}Z`;
};

const instant = (random: Random, { head, told }: Log): string => {
  if (told.length === 0 || random.integer(1, 3) > 1) return `position:${String(random.integer(0, head))}`;
  return near(random, random.oneOf(told.slice(0, -1).concat(told.slice(0, 1))).recordedAt);
};

const times = (random: Random, log: Log): Question['query'] => ({
  ...(random.integer(1, 4) === 1 ? {} : { asAt: instant(random, log) }),
  ...(random.integer(1, 3) === 1 ? {} : { effectiveAt: day(random) }),
});

const filters: Readonly<Record<string, readonly Question['query'][]>> = {
  deals: [
    {},
    { sort: 'totalValue' },
    { sort: 'announcedOn' },
    { sort: 'dealId', stage: 'announced' },
    { class: 'hosting' },
    { party: 'party_acme', sort: 'changed' },
    { minValue: '1000', maxValue: '3000', currency: 'USD' },
    { announcedFrom: '2025-11-01', announcedTo: '2025-12-31' },
    { changedSince: '20' },
  ],
  financings: [{}, { deal: 'deal_one' }, { party: 'party_acme', stage: 'closed' }],
  parties: [{}, { name: 'acme' }],
  sources: [{}, { tier: 'T1' }, { publisher: 'wire' }],
  conflicts: [{}, { state: 'open' }, { class: 'value', state: 'retracted' }],
  events: [{}, { types: 'TermReported,RecordCorrected' }, { stream: 'deal_one' }, { fromPosition: '3' }],
};

const list = (random: Random): Question => {
  const name = random.oneOf(Object.keys(filters));
  const limit = String(random.integer(1, 4));
  return { path: `/v1/${name}`, query: { ...random.oneOf(filters[name] ?? []), limit } };
};

const one = (random: Random, { told }: Log): Question => {
  const deal = `/v1/deals/${random.oneOf([...world.deals, 'deal_nobody'])}`;
  const path = random.oneOf([
    deal,
    deal,
    `${deal}/claims`,
    `${deal}/capital-stack`,
    `${deal}/stock-reactions`,
    `/v1/financings/${random.oneOf(world.financings)}`,
    `/v1/parties/${random.oneOf(world.parties)}`,
    `/v1/sources/${random.oneOf(world.sources)}`,
    `/v1/events/${told.length === 0 ? 'none' : random.oneOf(told).eventId}`,
  ]);
  return { path, query: {} };
};

const history = (random: Random): Question => ({
  path: `/v1/deals/${random.oneOf(world.deals)}/timeline`,
  query: { order: random.oneOf(['recorded', 'occurred']), limit: String(random.integer(1, 9)) },
});

/** Any read there is, with any times, filters and page. */
export const randomQuestion = (random: Random, log: Log): Question => {
  const kind = random.integer(1, 20);
  if (kind === 1) {
    const [a, b] = [random.integer(0, log.head), random.integer(0, log.head)];
    return {
      path: `/v1/deals/${random.oneOf(world.deals)}/diff`,
      query: {
        ...{ from: `position:${String(Math.min(a, b))}`, to: `position:${String(Math.max(a, b))}` },
        ...{ fromEffectiveAt: day(random), toEffectiveAt: day(random) },
      },
    };
  }
  const { path, query } = kind <= 9 ? one(random, log) : kind <= 17 ? list(random) : history(random);
  return { path, query: { ...query, ...times(random, log) } };
};
