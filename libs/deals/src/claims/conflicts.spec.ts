import { describe, expect, test } from '@jest/globals';
import { recordedAs } from '../specify-slice.ts';
import type { Past } from '../specify-slice.ts';
import type { Recorded } from '../recorded.ts';
import { claimsOfStream } from './claims-of-stream.ts';
import { conflictsOf } from './conflicts.ts';
import type { Matter } from './conflicts.ts';
import { sourceBook } from './source-book.ts';
import { standing } from './standing.ts';
import { statedSpan } from './stated-precision.ts';
import { fractionText } from '../values/rational.ts';

const usd = (amount: string, asStated?: string) => ({
  qualifier: 'exact',
  value: { amount, currency: 'USD' },
  asStated,
});
const bps = (value: string, asStated?: string) => ({ qualifier: 'exact', value: { bps: value }, asStated });
const text = (value: string) => ({ qualifier: 'exact', value });
const undisclosed = { qualifier: 'undisclosed' };

/** Ids of different streams must differ: the spec counts on. */
const history = (streamId: string, from: number, pasts: readonly Past[]): readonly Recorded[] =>
  recordedAs(streamId, pasts).map((event) => ({
    ...event,
    eventId: `e${String(from + event.position)}`,
    position: from + event.position,
  }));

const matterOf = (
  streams: Readonly<Record<string, readonly Past[]>>,
  retracted: readonly string[] = [],
): Matter => {
  const histories = Object.entries(streams).map(([id, pasts], index) => history(id, index * 100, pasts));
  const events = histories.map((each) => standing(each));
  const cited = histories.flat().flatMap(({ sources }) => sources.map(({ sourceId }) => sourceId));
  const book = sourceBook(
    [...new Set(cited)].map((sourceId) => ({
      sourceId,
      tier: 'T4',
      seen: true,
      derivedFrom: [],
      retracted: retracted.includes(sourceId),
      publishedAt: 'unknown',
    })),
  );
  return { claims: events.flatMap(claimsOfStream), events: events.flat(), book, effectiveAt: '2026-11-22' };
};
const found = (matter: Matter) =>
  conflictsOf(matter).map(
    ({ class: of, state, path, claims }) =>
      `${of} ${state} ${path} ${claims.map((claim) => claim.claimEventId).join()}`,
  );

const reports = (path: string, value: unknown, more: object = {}, source = 'source_a'): Past => ({
  type: 'TermReported',
  data: { path, value, ...more },
  sources: [{ sourceId: source as 'source_a' }],
});
const adopts = (path: string, claimEventId: string): Past => ({
  type: 'TermAdopted',
  data: { path, claimEventId, rationale: 'x' },
});
const assesses = (data: object, modality: 'stated' | 'opinion' = 'stated'): Past => ({
  type: 'AssessmentRecorded',
  data: { summary: 'x', ...data },
  modality,
});

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
