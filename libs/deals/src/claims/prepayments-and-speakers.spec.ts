import { describe, expect, test } from '@jest/globals';
import type { Past } from '../specify-slice.ts';
import { bps, found, matterOf, reports, text, usd } from './specify-matter.ts';

describe('two prepayments of one deal', () => {
  const agreed = (prepaymentId: string, share: string): Past => ({
    type: 'PrepaymentAgreed',
    data: { prepaymentId, share: bps(share), of: 'totalValue' },
  });
  const paths = (...pasts: Past[]) => matterOf({ deal_a: pasts }).claims.map(({ path }) => path);

  test('are two facts: their shares are claimed on paths of their own and never conflict', () => {
    const both = [agreed('p1', '2000'), agreed('p2', '500')];
    expect(found(matterOf({ deal_a: both }))).toEqual([]);
    expect(paths(...both)).toEqual(['deal.prepayment.p1.share', 'deal.prepayment.p2.share']);
  });

  test('are one again where the record of the other is retracted, which leaves no conflict behind', () => {
    const one = [
      agreed('p1', '2000'),
      agreed('p2', '500'),
      { type: 'RecordRetracted', data: { targetEventId: 'e2' } },
    ];
    expect(found(matterOf({ deal_a: one }))).toEqual([]);
    expect(paths(...one)).toEqual(['deal.prepaymentShare', 'deal.prepayment.p2.share']);
  });

  test('rival only what is told of the same one', () => {
    const other = reports('', bps('1000'), { path: undefined, targetEventId: 'e1', field: 'share' });
    expect(found(matterOf({ deal_a: [agreed('p1', '2000'), agreed('p2', '500'), other] }))).toEqual([
      'value open deal.prepayment.p1.share e1,e3',
    ]);
  });
});

describe('a prepayment agreed as an amount', () => {
  const agreed = (amount: string, of: string, asStated?: string): Past => ({
    type: 'PrepaymentAgreed',
    data: { prepaymentId: 'p1', amount: usd(amount, asStated), of },
  });
  const value = reports('deal.totalValue', usd('9700000000', '$9.7 billion'));
  const share = reports('deal.prepaymentShare', bps('2000', '20%'));
  const arithmetic = (...pasts: Past[]) =>
    found(matterOf({ deal_a: pasts })).filter((each) => each.startsWith('arithmetic'));

  test('must be the share that the terms state of the total value', () => {
    expect(arithmetic(value, share, agreed('1000000000', 'totalValue'))).toEqual([
      'arithmetic open deal.prepayment.p1.amount e1,e2,e3',
    ]);
    expect(arithmetic(value, share, agreed('1000000000', 'unspecified'))).toHaveLength(1);
  });

  test('is so within half the last place of each', () => {
    expect(arithmetic(value, share, agreed('1900000000', 'totalValue', '$1.9 billion'))).toEqual([]);
  });

  test('of a tranche is not measured by the whole', () => {
    expect(arithmetic(value, share, agreed('1000000000', 'trancheValue'))).toEqual([]);
  });
});

describe('the same words in different mouths', () => {
  const saidBy = (party: string, words: string, source: string) =>
    reports('deal.endUse', text(words), { saidBy: party }, source);
  const told = (...pasts: Past[]) => found(matterOf({ deal_a: pasts }));

  test('are an open conflict of attribution', () => {
    expect(
      told(saidBy('party_p', 'Training.', 'source_a'), saidBy('party_q', 'training', 'source_b')),
    ).toEqual(['attribution open deal.endUse e1,e2']);
  });

  test('are none where one source names both, or both name the same speaker', () => {
    expect(
      told(saidBy('party_p', 'training', 'source_a'), saidBy('party_q', 'training', 'source_a')),
    ).toEqual([]);
    expect(
      told(saidBy('party_p', 'training', 'source_a'), saidBy('party_p', 'training', 'source_b')),
    ).toEqual([]);
  });

  test('different words are a conflict of what is said, not of who said it', () => {
    expect(
      told(saidBy('party_p', 'training', 'source_a'), saidBy('party_q', 'inference', 'source_b')),
    ).toEqual(['value open deal.endUse e1,e2']);
  });
});

describe('a source from before what it tells of', () => {
  const publishedAt = (on: string, ...pasts: Past[]) => {
    const matter = matterOf({ deal_a: pasts });
    const book = new Map([...matter.book].map(([id, source]) => [id, { ...source, publishedAt: on }]));
    return found({ ...matter, book });
  };
  const on = (path: string, day: string, more: Partial<Past> = {}): Past => ({
    ...reports(path, { qualifier: 'exact', value: day }),
    ...more,
  });

  test('is an anachronism where its publication is certainly the earlier', () => {
    expect(publishedAt('2025-11-01', on('deal.signedOn', '2026-03-01'))).toEqual([
      'anachronism open deal.signedOn e1',
    ]);
    expect(publishedAt('2025-11-01', on('deal.announcedOn', '2026'))).toHaveLength(1);
  });

  test('is none where the two may be of one day anywhere, or a date is not known', () => {
    expect(publishedAt('2026-02-28', on('deal.signedOn', '2026-03-01'))).toEqual([]);
    expect(publishedAt('unknown', on('deal.signedOn', '2026-03-01'))).toEqual([]);
    expect(publishedAt('2025-11-01', on('deal.signedOn', 'unknown'))).toEqual([]);
  });

  test('is none where it tells of a plan', () => {
    expect(publishedAt('2025-11-01', on('deal.startsOn', '2026-03-01'))).toEqual([]);
    expect(publishedAt('2025-11-01', on('deal.signedOn', '2026-03-01', { modality: 'forecast' }))).toEqual(
      [],
    );
  });
});
