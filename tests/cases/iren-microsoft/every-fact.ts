import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { caseLines, caseText, theCase, sendCase, type RecordedCase } from './recorded-case.ts';

/** One row: the fact, the command that records it, the field of its event and what stands there. */
type Row = {
  readonly fact: string;
  readonly command: string;
  readonly field: string;
  readonly carries: unknown;
};

const rows = JSON.parse(readFileSync(join(import.meta.dirname, 'facts.json'), 'utf8')) as readonly Row[];

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `F${String(from + index).padStart(3, '0')}`);

/** The facts of the analysis, by its own numbering. */
const facts = [
  ...numbered(1, 13),
  ...numbered(20, 24),
  ...numbered(30, 45),
  ...numbered(50, 63),
  ...numbered(70, 74),
  ...numbered(80, 87),
  ...numbered(90, 99),
  ...numbered(110, 121),
  ...numbered(130, 136),
];

const fieldOf = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], data);

let recorded: RecordedCase;
beforeAll(async () => {
  recorded = await theCase();
}, 120_000);

const eventOf = (command: string) => recorded.events.get(command.replace('iren-microsoft/', ''));

describe('every fact of the five articles is on record', () => {
  test('there are 90, and the table has a row for each', () => {
    expect(facts).toHaveLength(90);
    expect([...new Set(rows.map(({ fact }) => fact))].sort()).toEqual(facts);
  });

  test.each(facts)('%s stands in the fields that the table names', (fact) => {
    for (const { command, field, carries } of rows.filter((row) => row.fact === fact)) {
      const event = eventOf(command);
      const held = field.startsWith('sources.')
        ? fieldOf({ sources: event?.sources }, field)
        : fieldOf(event?.data, field);
      expect({ command, field, held }).toEqual({ command, field, held: carries });
    }
  });
});

describe('the file as a whole', () => {
  test('every line makes one event, in the order of the file', () => {
    expect(recorded.results.map(({ line, status, position }) => ({ line, status, position }))).toEqual(
      caseLines.map((_, index) => ({ line: index + 1, status: 201, position: index + 1 })),
    );
  });

  test('sent again it records nothing more', async () => {
    const again = await sendCase(recorded.url);
    expect(again.every(({ status }) => status < 300)).toBe(true);
    const { items } = await recorded.read<{ readonly items: readonly unknown[] }>(
      '/v1/events',
      '&limit=1000',
    );
    expect(items).toHaveLength(caseLines.length);
  });

  test('what is opinion, forecast or inference is marked as such', () => {
    const marked = caseLines.filter(({ modality }) => modality !== undefined);
    expect(marked.length).toBeGreaterThan(30);
    for (const { idempotencyKey, modality } of marked) {
      expect(eventOf(String(idempotencyKey))?.modality).toBe(modality);
    }
  });
});

describe('nothing else is on record', () => {
  const log = (): string =>
    JSON.stringify(
      [...recorded.events.values()].map(({ type, data, sources, modality }) => [
        type,
        data,
        sources,
        modality,
      ]),
    );

  test.each([
    ['a token widget of the page', /\bCLOUD\b|0\.01799|-82(\.0+)?"|-0\.82/],
    ['adverts of the page', /SPACEX|RealStocks|launchpad/i],
    ['page furniture', /min read|feedback|disclaimer/i],
    ['legal boilerplate', /\bCFD|retail|\b(74|89)%/i],
    ['the life of an author', /1,?200 articles|Ledger co-founder|since 2019/i],
    ['hash tags', /#[A-Za-z]/],
  ])('no noise: %s', (_, noise) => {
    expect(log()).not.toMatch(noise);
  });

  test.each([
    ['other observations of the share price', /"(1800|2326|2500)"|74\.88/],
    ['the filing', /8-K|2025-11-02/],
    ['the tranches', /2100000000|1550000000|SOFR|5\.96|private placement/i],
    ['the capital cost of others', /5810000000|5\.81|5590000000|6300/],
    ['the agencies', /Fitch|DBRS|MOODYS|A\(low\)/i],
    ['the day of the closing', /2026-06-01/],
  ])('no outside evidence: %s', (_, evidence) => {
    expect(log()).not.toMatch(evidence);
  });

  test('unknown stays unknown: no agency, session, listing or date is invented', () => {
    expect(eventOf('rate-financing')?.data).toMatchObject({
      rating: { agency: 'UNKNOWN' },
      ratedOn: 'unknown',
    });
    expect(eventOf('move-s3')?.data).toMatchObject({
      listing: { mic: 'unknown' },
      window: { session: 'unspecified' },
    });
    expect(eventOf('move-s2')?.data).toMatchObject({
      window: { session: 'unspecified', tradingDate: 'unknown' },
    });
    expect(eventOf('move-s4')?.data).toMatchObject({
      window: { session: 'premarket', tradingDate: 'unknown' },
    });
    expect(eventOf('sign')?.data).toMatchObject({ signedOn: 'unknown' });
    const days = [...new Set(caseText.match(/\d{4}-\d{2}-\d{2}/g))].sort();
    expect(days).toEqual(['2025-11-03', '2026-06-02']);
  });

  test('an opinion on security is no credit support', () => {
    const types = [...recorded.events.values()].map(({ type }) => type);
    expect(types).not.toContain('CreditSupportGiven');
  });
});
