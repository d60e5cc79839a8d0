import { writeSync } from 'node:fs';
import { commandsInFlightMax } from '@dealtrail/api/edge/commands-in-flight';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';
import type { SoakCounts, SoakPart } from '../soak/part.ts';
import { bytesOf, memoryDuring } from './memory.ts';
import type { Thirds } from './memory.ts';
import { spell } from './spell.ts';
import type { Spell } from './spell.ts';

/** As many as a busy desk has. */
const calmCallers = 64;
/** Ten times what one process works on at once: each of them comes back again and again, when it was told to. */
const stormCallers = 10 * commandsInFlightMax;
/**
 * The heap that the process is given, as a container gives it. With room to spare V8 lets garbage lie for minutes, and
 * nobody can tell it from what is kept; one that kept anything of a storm would end here.
 */
const heapMegabytes = 384;
/** Of the time: until the process is warm, before the storm, the storm, after it. */
const shares = { warm: 0.15, before: 0.15, storm: 0.5, after: 0.2 } as const;
/** From the second third of the storm to the last: what a process that keeps nothing of it may differ by all the same. */
const flatRatioMax = 1.1;
/** Ten thousand connections, and what a thousand commands in flight take. */
const stormBytesMax = 384 * 1024 * 1024;
/** The rates before and after are measured on a machine that others use too. */
const rateRatioMin = 0.5;

type Storm = {
  readonly spells: Readonly<Record<keyof typeof shares, Spell>>;
  readonly calmBytes: number;
  readonly memory: Thirds;
  /** Events in the ledger in the end. */
  readonly reached: number;
};

const weather = async (api: Running, name: string, ms: number): Promise<Storm> => {
  const during = (part: keyof typeof shares, callers: number): Promise<Spell> =>
    spell(api.url, { name: `${name}-${part}`, callers, ms: ms * shares[part] });
  const warm = await during('warm', calmCallers);
  const before = await during('before', calmCallers);
  const calmBytes = await bytesOf(api);
  const raging = during('storm', stormCallers);
  const memory = await memoryDuring(api, raging);
  const storm = await raging;
  const after = await during('after', calmCallers);
  const { body } = await ask<{ basis: { position: number } }>(`${api.url}/v1/events?limit=1`);
  return { spells: { warm, before, storm, after }, calmBytes, memory, reached: body.basis.position };
};

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

const inWords = ({ spells: { before, storm, after }, calmBytes, memory }: Storm): string => {
  const { p50, p99 } = storm.refusedAfterMs;
  const rates = [before, storm, after].map(({ recordedPerSecond }) => recordedPerSecond.toFixed(0));
  const bytes = [calmBytes, memory.first, memory.second, memory.last].map(megabytes);
  return [
    `overload: ${String(stormCallers)} callers: ${String(storm.recorded)} recorded, ${String(storm.refused)} refused ` +
      `(half within ${String(p50)} ms, 99 of 100 within ${String(p99)} ms), ${String(storm.cut)} cut`,
    `overload: recorded/s before, in and after the storm: ${rates.join(', ')}`,
    `overload: memory beside remembered streams, before it and at most in each third of it: ${bytes.join(', ')} MB`,
  ].join('\n');
};

const sum = (spells: readonly Spell[], of: 'recorded' | 'refused' | 'cut'): number =>
  spells.reduce((all, one) => all + one[of], 0);

const violationsOf = ({ spells, calmBytes, memory, reached }: Storm): readonly string[] => {
  const all = Object.values(spells);
  const [recorded, cut] = [sum(all, 'recorded'), sum(all, 'cut')];
  const laws: readonly (readonly [string, boolean])[] = [
    [
      'every answer is a record or a refusal with Retry-After',
      all.every(({ others }) => Object.keys(others).length === 0),
    ],
    ['every acknowledged command is recorded once', reached >= recorded && reached <= recorded + cut],
    ['some are refused', spells.storm.refused > 0],
    ['memory is flat while the storm lasts', memory.last < flatRatioMax * memory.second],
    ['and bounded', Math.max(...Object.values(memory)) - calmBytes < stormBytesMax],
    [
      'the rate after the storm is the rate before',
      spells.after.recordedPerSecond > rateRatioMin * spells.before.recordedPerSecond,
    ],
  ];
  return laws.filter(([, holds]) => !holds).map(([law]) => law);
};

const storming = async (database: TestDatabase, name: string, until: number): Promise<SoakCounts> => {
  const api = await startApi(database, {
    LOG_LEVEL: 'error',
    NODE_OPTIONS: `--max-old-space-size=${String(heapMegabytes)}`,
  });
  try {
    const storm = await weather(api, name, Math.max(0, until - Date.now()));
    writeSync(process.stdout.fd, `${inWords(storm)}\n`);
    const all = Object.values(storm.spells);
    return {
      ...{ histories: 1, events: storm.reached, kills: 0 },
      calls: sum(all, 'recorded') + sum(all, 'refused') + sum(all, 'cut'),
      violations: violationsOf(storm).map((law) => `overload, seed ${name}: not so: ${law}`),
    };
  } finally {
    await api.stop();
  }
};

/** Many times as many callers as one process takes: those beyond are told at once, and nothing else changes. */
export const overloadPart: SoakPart = {
  name: 'overload',
  run: async (until, seed) => {
    const database = await testDatabase();
    try {
      return await storming(database, `s${String(seed)}`, until);
    } finally {
      await database.drop();
    }
  },
};
