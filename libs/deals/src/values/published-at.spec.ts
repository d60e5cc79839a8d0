import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { faultsOf } from '../faults.ts';
import { PublishedAt } from './published-at.ts';

const body = z.strictObject({ publishedAt: PublishedAt.describe('when') });
const faultsIn = (given: object) => faultsOf(body.safeParse(given).error?.issues ?? [], given);
const told = (publishedAt: unknown): readonly string[] =>
  faultsIn({ publishedAt }).map(({ code, pointer }) => `${code} ${pointer}`);

const instant = '2026-03-02T21:05:00Z';
const unzoned = { local: '2026-06-02T01:21', zone: 'unknown' };

describe('when a document was published', () => {
  test.each([
    instant,
    '2026-03-02t21:05:00z',
    '2026-03-02T21:05:00+05:30',
    unzoned,
    '2026-03-02',
    '2026-Q4',
    '2026',
    { notAfter: '2026-03' },
    'unknown',
  ])('%j is kept as it is', (publishedAt) => {
    expect(body.parse({ publishedAt })).toEqual({ publishedAt });
  });
  test.each([
    ['2026-02-30', ['BAD_PARTIAL_DATE /publishedAt']],
    ['2026-13', ['BAD_PARTIAL_DATE /publishedAt']],
    ['2026-Q5', ['BAD_PARTIAL_DATE /publishedAt']],
    ['2026-3-2', ['BAD_PARTIAL_DATE /publishedAt']],
    [{ notBefore: '2026-13' }, ['BAD_PARTIAL_DATE /publishedAt']],
    [{ notBefore: '2026-01', until: '2026-02' }, ['UNKNOWN_FIELD /publishedAt/until']],
    [{ ...unzoned, offset: '+02:00' }, ['UNKNOWN_FIELD /publishedAt/offset']],
    [
      { local: 'noon', zone: 'unknown', day: 'today' },
      ['UNKNOWN_FIELD /publishedAt/day', 'BAD_INSTANT /publishedAt'],
    ],
    [{ ...unzoned, zone: 'CET' }, ['BAD_INSTANT /publishedAt']],
    ['2026-03-02T21:05:00', ['BAD_INSTANT /publishedAt']],
    ['2026-03-02T25:05:00Z', ['BAD_INSTANT /publishedAt']],
    ['2026-03-02 21:05', ['BAD_INSTANT /publishedAt']],
    ['yesterday', ['BAD_INSTANT /publishedAt']],
    [20260302, ['BAD_INSTANT /publishedAt']],
    [undefined, ['MISSING_FIELD /publishedAt']],
  ])('%j is refused as %j', (publishedAt, faults) => {
    expect(told(publishedAt)).toEqual(faults);
  });
  test.each(['2026-02-30', 'yesterday'])('the refusal of %s names every form there is', (publishedAt) => {
    expect(faultsIn({ publishedAt })[0]?.detail).toMatch(/RFC 3339.*zone.*2026-Q4.*notBefore.*"unknown"/);
  });
  test('is documented in every form', () => {
    expect(z.toJSONSchema(PublishedAt)['anyOf']).toHaveLength(2);
  });
});
