import { describe, expect, test } from '@jest/globals';
import type { Past } from '../specify-slice.ts';
import { conflictsOf } from './conflicts.ts';
import { statedSpan } from './stated-precision.ts';
import { fractionText } from '../values/rational.ts';
import { adopts, assesses, bps, found, matterOf, reports, text, undisclosed, usd } from './specify-matter.ts';

describe('claims on one path', () => {
  test('that say the same are no conflict', () => {
    expect(
      found(
        matterOf({
          deal_a: [reports('deal.totalValue', usd('9.70')), reports('deal.totalValue', usd('9.7'))],
        }),
      ),
    ).toEqual([]);
  });

  test('that exclude each other are an open conflict of value, even from one source', () => {
    const range = {
      qualifier: 'range',
      low: { amount: '1', currency: 'USD' },
      high: { amount: '2', currency: 'USD' },
    };
    expect(
      found(matterOf({ deal_a: [reports('deal.totalValue', usd('9')), reports('deal.totalValue', range)] })),
    ).toEqual(['value open deal.totalValue e1,e2']);
  });

  test('that differ in precision are subsumed, undisclosed beside a value too', () => {
    const term = { qualifier: 'exact', value: { count: 5, unit: 'year' } };
    expect(
      found(matterOf({ deal_a: [reports('deal.term', term), reports('deal.term', undisclosed)] })),
    ).toEqual(['value subsumed deal.term e1,e2']);
  });

  test('on dates conflict as dates, and an unknown date contradicts none', () => {
    const on = (value: string) => reports('deal.announcedOn', { qualifier: 'exact', value });
    expect(found(matterOf({ deal_a: [on('2025-11-03'), on('unknown')] }))).toEqual([
      'date subsumed deal.announcedOn e1,e2',
    ]);
    expect(found(matterOf({ deal_a: [on('2025-11-03'), on('2025-11-02')] }))).toEqual([
      'date open deal.announcedOn e1,e2',
    ]);
  });

  test('are settled by an adoption, and the conflict is still shown', () => {
    const streams = {
      deal_a: [
        reports('deal.totalValue', usd('9')),
        reports('deal.totalValue', usd('8')),
        adopts('deal.totalValue', 'e2'),
      ],
    };
    expect(found(matterOf(streams))).toEqual(['value adopted deal.totalValue e1,e2']);
  });

  test('one of which lost its source are a retracted conflict', () => {
    const streams = {
      deal_a: [reports('deal.totalValue', usd('9')), reports('deal.totalValue', usd('8'), {}, 'source_b')],
    };
    expect(found(matterOf(streams, ['source_b']))).toEqual(['value retracted deal.totalValue e1,e2']);
  });

  test('a figure corrected away is no claim any more', () => {
    const corrected: Past = {
      type: 'RecordCorrected',
      data: { targetEventId: 'e1', changes: [{ path: 'value.value.amount', to: '8' }] },
    };
    expect(
      found(
        matterOf({
          deal_a: [reports('deal.totalValue', usd('9')), reports('deal.totalValue', usd('8')), corrected],
        }),
      ),
    ).toEqual([]);
  });
});

describe('who and what', () => {
  const registered = (aliases?: string[]): Past => ({
    type: 'PartyRegistered',
    data: { partyId: 'party_a', legalName: 'IREN', aliases },
  });
  const named = reports('party.name', text('Iris Energy'));

  test('another name is a conflict of identity, explained where our record knows it as a name of the party', () => {
    expect(found(matterOf({ party_a: [registered(), named] }))).toEqual(['identity open party.name e1,e2']);
    expect(found(matterOf({ party_a: [registered(['Iris-Energy']), named] }))).toEqual([
      'identity explained party.name e1,e2',
    ]);
  });

  test('a renaming explains the old name', () => {
    const renamed: Past = {
      type: 'PartyRenamed',
      data: { partyId: 'party_a', newName: 'Iren Holdings', effectiveOn: '2026-01' },
    };
    expect(found(matterOf({ party_a: [registered(), renamed] }))).toEqual([
      'identity explained party.name e1,e2',
    ]);
  });

  test('what a party does is a conflict of status', () => {
    const streams = {
      party_a: [reports('party.business', text('former miner')), reports('party.business', text('miner'))],
    };
    expect(found(matterOf(streams))).toEqual(['status open party.business e1,e2']);
  });

  test('labels are descriptions: they differ and do not contradict', () => {
    const streams = {
      deal_a: [reports('deal.label', text('AI deal')), reports('deal.label', text('cloud partnership'))],
    };
    expect(found(matterOf(streams))).toEqual(['status subsumed deal.label e1,e2']);
  });

  test('stages reached one after the other do not contradict; another word for where it stands does', () => {
    const announced: Past = { type: 'DealAnnounced', data: { announcedOn: 'unknown' } };
    const signed: Past = { type: 'DealSigned', data: { signedOn: 'unknown' } };
    expect(
      found(matterOf({ deal_a: [announced, signed, reports('deal.stage', text('announced'))] })),
    ).toEqual([]);
    expect(found(matterOf({ deal_a: [announced, reports('deal.stage', text('talks'))] }))).toEqual([
      'status open deal.stage e1,e2',
    ]);
  });

  test('a party of the deal that is also called a competitor holds two roles', () => {
    const announced: Past = {
      type: 'DealAnnounced',
      data: { announcedOn: 'unknown', parties: [{ partyId: 'party_b', role: 'customer' }] },
    };
    const rivals = assesses({ kind: 'competitor', partyIds: ['party_b', 'party_c'] });
    expect(found(matterOf({ deal_a: [announced, rivals] }))).toEqual([
      'attribution subsumed role.party_b e1,e2',
    ]);
  });

  test('an opinion on what secures a debt is an attribution, never a term', () => {
    const claim = { ...reports('financing.security', text('the contract')), modality: 'opinion' as const };
    const thesis = assesses({ kind: 'thesis', category: 'credit-support' }, 'opinion');
    expect(found(matterOf({ financing_a: [claim, thesis] }))).toEqual([
      'attribution open financing.security e1,e2',
    ]);
    expect(found(matterOf({ financing_a: [reports('financing.security', text('the contract'))] }))).toEqual(
      [],
    );
  });

  test('a source that speaks of another time is an anachronism', () => {
    const noted = assesses({ kind: 'sourceQuality', category: 'anachronism', sourceId: 'source_old' });
    expect(
      found(matterOf({ deal_a: [noted, assesses({ kind: 'sourceQuality', category: 'garbled' })] })),
    ).toEqual(['anachronism open source.source_old e1']);
  });
});

describe('what is measured', () => {
  const measured = (...numerator: string[]) =>
    reports('financing.coverage', bps('9600'), { measuredBy: { numerator } });
  const closed: Past = {
    type: 'FinancingClosed',
    data: { funds: ['deal_a'], closedOn: 'unknown', borrower: 'party_a' },
  };
  const agreed: Past = {
    type: 'PrepaymentAgreed',
    data: { prepaymentId: 'p1', share: bps('2000'), of: 'unspecified' },
  };

  test('one percentage of two things is a conflict of basis', () => {
    expect(found(matterOf({ financing_a: [measured('debt'), measured('Debt', 'prepayment')] }))).toEqual([
      'basis open financing.coverage e1,e2',
    ]);
    expect(found(matterOf({ financing_a: [measured('debt'), measured('DEBT')] }))).toEqual([]);
  });

  test('a coverage by debt alone is open where the deal it funds is prepaid too', () => {
    expect(found(matterOf({ deal_a: [agreed], financing_a: [closed, measured('this debt')] }))).toEqual([
      'basis open financing.coverage e1,e102',
    ]);
    expect(
      found(matterOf({ deal_a: [agreed], financing_a: [closed, measured('debt', 'prepayments')] })),
    ).toEqual([]);
    expect(found(matterOf({ deal_b: [agreed], financing_a: [closed, measured('this debt')] }))).toEqual([]);
  });

  test('capacities by different measures are a conflict of basis', () => {
    const power = (mw: string, measure: string) =>
      reports('deal.capacity', { qualifier: 'exact', value: { mw, measure } });
    expect(found(matterOf({ deal_a: [power('75', 'gross'), power('50', 'criticalIT')] }))).toEqual([
      'basis open deal.capacity e1,e2',
    ]);
    expect(found(matterOf({ deal_a: [power('75', 'gross'), power('50', 'gross')] }))).toEqual([
      'value open deal.capacity.gross e1,e2',
    ]);
  });
});

describe('share-price moves', () => {
  const moved = (change: unknown, window: object): Past => ({
    type: 'StockMoveRecorded',
    data: {
      partyId: 'party_a',
      listing: { ticker: 'IREN', mic: 'unknown' },
      change,
      window: { session: 'unspecified', measure: 'unspecified', tradingDate: 'unknown', ...window },
    },
  });
  const premarket = { session: 'premarket', measure: 'lastVsPriorClose', tradingDate: '2025-11-03' };

  test('of unspecified windows equal nothing, known or unknown: one conflict, equal figures or not', () => {
    const streams = {
      deal_a: [moved(bps('3000'), {}), moved(bps('3000'), {}), moved(bps('2000'), premarket)],
    };
    expect(found(matterOf(streams))).toEqual(['window open stockMove.IREN e1,e2,e3']);
  });

  test('over a trailing year are no rivals of a day', () => {
    const year = { measure: 'trailing', trailingPeriod: { count: 1, unit: 'year' } };
    expect(found(matterOf({ deal_a: [moved(bps('3000'), {}), moved(bps('50000'), year)] }))).toEqual([]);
  });

  test('on different days are two moves', () => {
    const streams = {
      deal_a: [
        moved(bps('1'), { tradingDate: '2025-11-03' }),
        moved(bps('2'), { tradingDate: '2025-11-04' }),
      ],
    };
    expect(found(matterOf(streams))).toEqual([]);
  });

  test('over the same window conflict in value', () => {
    expect(
      found(matterOf({ deal_a: [moved(bps('2000'), premarket), moved(bps('1800'), premarket)] })),
    ).toEqual(['value open stockMove.IREN e1,e2']);
    const over = { qualifier: 'over', value: { bps: '1900' } };
    expect(found(matterOf({ deal_a: [moved(bps('2000'), premarket), moved(over, premarket)] }))).toEqual([
      'value subsumed stockMove.IREN e1,e2',
    ]);
  });

  test('once somebody says which session, are told apart', () => {
    const corrected: Past = {
      type: 'RecordCorrected',
      data: { targetEventId: 'e1', changes: [{ path: 'window', to: { ...premarket, session: 'regular' } }] },
    };
    expect(
      found(matterOf({ deal_a: [moved(bps('3000'), {}), moved(bps('2000'), premarket), corrected] })),
    ).toEqual([]);
  });
});

describe('arithmetic', () => {
  const term = reports('deal.term', { qualifier: 'exact', value: { count: 5, unit: 'year' } });
  const yearly = (amount: string, words?: string) => reports('deal.annualValue', usd(amount, words));

  test('takes a stated decimal for plus or minus half its last place', () => {
    const total = reports('deal.totalValue', usd('9700000000', '$9.7 billion'));
    expect(found(matterOf({ deal_a: [total, term, yearly('1940000000', '$1.94bn')] }))).toEqual([]);
    expect(found(matterOf({ deal_a: [total, term, yearly('1900000000', '$1.9 billion')] }))).toEqual([]);
    expect(found(matterOf({ deal_a: [total, term, yearly('1700000000', '$1.7 billion')] }))).toEqual([
      'arithmetic open deal.totalValue e1,e2,e3',
    ]);
  });

  test('holds a share of the total value against the amount of the prepayment', () => {
    const agreed = (of: string): Past => ({
      type: 'PrepaymentAgreed',
      data: { prepaymentId: 'p1', share: bps('2000'), of },
    });
    const streams = (of: string) => ({
      deal_a: [
        reports('deal.totalValue', usd('100')),
        agreed(of),
        reports('deal.prepayment.p1.amount', usd('30')),
      ],
    });
    expect(found(matterOf(streams('totalValue')))).toEqual([
      'arithmetic open deal.prepayment.p1.amount e1,e2,e3',
    ]);
    expect(found(matterOf(streams('unspecified')))).toEqual([]);
  });

  test.each([
    ['money', usd('9700000000', '$9.7 billion'), '9650000000/1', '9750000000/1'],
    ['money', usd('9700000000', 'USD 9,700 million'), '9699500000/1', '9700500000/1'],
    ['money', usd('9700000000', 'about as agreed in 2024'), '19399999999/2', '19400000001/2'],
    ['rate', bps('712.5', '7.125%'), '1424900/2000', '1425100/2000'],
    ['rate', bps('712.5'), '14249/20', '14251/20'],
  ] as const)('%s %j stands for %s to %s', (kind, figure, low, high) => {
    const span = statedSpan(kind, figure as never);
    const reduced = (fraction: string) => {
      const [n = '0', d = '1'] = fraction.split('/');
      return Number(n) / Number(d);
    };
    expect(span === undefined ? [] : [fractionText(span.low), fractionText(span.high)].map(reduced)).toEqual(
      [low, high].map(reduced),
    );
  });
});

test('conflicts keep their ids and their order, whatever the order of the streams', () => {
  const streams = {
    deal_a: [
      reports('deal.totalValue', usd('9')),
      reports('deal.totalValue', usd('8')),
      reports('deal.label', text('a')),
      reports('deal.label', text('b')),
    ],
  };
  const matter = matterOf(streams);
  const shuffled = { ...matter, claims: matter.claims.toReversed(), events: matter.events.toReversed() };
  expect(conflictsOf(shuffled)).toEqual(conflictsOf(matter));
  expect(conflictsOf(matter).map(({ id }) => id)).toEqual([
    'value:deal_a:deal.totalValue',
    'status:deal_a:deal.label:subsumed',
  ]);
});
