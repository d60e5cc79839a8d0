import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alreadyRecorded, sameFields } from './same-news.ts';
import type { News } from './same-news.ts';
import { askOf } from './specify-slice.ts';
import type { Citation } from './values/citation.ts';

const cited: readonly Citation[] = [
  { sourceId: 'source_filing', locator: 'Item 1.01' },
  { sourceId: 'source_wire' },
];
const record: News = {
  eventId: 'the-record',
  type: 'DealSigned',
  data: { dealId: 'deal_a', parties: ['party_a', 'party_b'], value: { amount: '9700000000.00' } },
  sources: cited,
  modality: 'company',
};
const again = { dealId: 'deal_a', parties: ['party_a', 'party_b'], value: { amount: '9700000000' } };
const ask = (data: unknown, sources: readonly Citation[], modality = record.modality) =>
  askOf('SignDeal', data, { sources, modality });
const decided = (command: ReturnType<typeof ask>) =>
  alreadyRecorded(record, command, 'STAGE_ALREADY_RECORDED', 'The signing');

describe('the same news', () => {
  test('from the same sources, in whatever order, changes nothing', () => {
    expect(decided(ask(again, cited))).toEqual(accept());
    expect(decided(ask(again, cited.toReversed()))).toEqual(accept());
  });

  test('from some of the same sources changes nothing either', () => {
    expect(decided(ask(again, [{ sourceId: 'source_wire' }]))).toEqual(accept());
    expect(decided(ask(again, [{ sourceId: 'source_filing' }]))).toEqual(accept());
  });

  test('from a further source points to CiteRecord, at that source', () => {
    const decision = decided(ask(again, [{ sourceId: 'source_wire' }, { sourceId: 'source_blog' }]));
    expect(decision).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'STAGE_ALREADY_RECORDED', pointer: '/sources/1', other: 'the-record' },
    });
    expect(JSON.stringify(decision)).toContain('Add source_blog to it with CiteRecord');
  });

  test('from another place in the same source points to CiteRecord too, so that the place is not lost', () => {
    const elsewhere = decided(ask(again, [{ sourceId: 'source_filing', locator: 'Exhibit 99.1' }]));
    expect(elsewhere).toMatchObject({ rejection: { pointer: '/sources/0' } });
  });
});

describe('other news', () => {
  test('for what is already recorded points to ReportTerm and CorrectRecord', () => {
    const decision = decided(ask({ ...again, value: { amount: '9700000001' } }, cited));
    expect(decision).toMatchObject({ rejection: { code: 'STAGE_ALREADY_RECORDED', other: 'the-record' } });
    expect(JSON.stringify(decision)).toMatch(/ReportTerm.*CorrectRecord/);
  });

  test('is what a rumour says of a thing that the company stated', () => {
    expect(decided(ask(again, cited, 'rumoured'))).toMatchObject({ outcome: 'rejected' });
  });

  test.each([
    ['a trailing zero inside the whole part is a digit', { n: '10' }, { n: '1' }],
    ['a list with one entry more says more', { n: ['a', 'a'] }, { n: ['a'] }],
    ['text and number are told apart', { n: '1' }, { n: 1 }],
    ['a sign is no idle zero', { n: '-1.0' }, { n: '1' }],
  ])('%s', (_, one, other) => {
    expect(sameFields({ ...record, data: one }, ask(other, cited))).toBe(false);
  });
});

const figureText = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.stringMatching(/^[0-9]{0,4}$/))
  .map(
    ([negative, whole, fraction]) =>
      `${negative ? '-' : ''}${String(whole)}${fraction === '' ? '' : `.${fraction}`}`,
  );

describe('the laws of sameness', () => {
  test('neither the order of keys nor of list entries nor an absent field makes other news', () => {
    const data = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,4}$/),
      fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(data, (fields) => {
        const turned = Object.fromEntries(
          Object.entries(fields)
            .toReversed()
            .map(([name, list]) => [name, list.toReversed()]),
        );
        return sameFields({ ...record, data: fields }, ask({ ...turned, absent: undefined }, cited));
      }),
    );
  });

  test('figures are the same exactly when their numbers are, however many zeros they end in', () => {
    const zeros = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(figureText, figureText, zeros, (one, other, count) => {
        const padded = one.includes('.') ? one + '0'.repeat(count) : one;
        expect(sameFields({ ...record, data: { n: one } }, ask({ n: padded }, cited))).toBe(true);
        expect(sameFields({ ...record, data: { n: one } }, ask({ n: other }, cited))).toBe(
          Number(one) === Number(other),
        );
      }),
    );
  });
});
