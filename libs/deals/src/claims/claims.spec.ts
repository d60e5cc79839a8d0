import { describe, expect, test } from '@jest/globals';
import { eventId, recordedAs } from '../specify-slice.ts';
import type { Past } from '../specify-slice.ts';
import { claimsOfStream } from './claims-of-stream.ts';
import { claimsOf, isOnPath } from './claims-of.ts';
import { matrixOf } from './matrix.ts';
import { standing } from './standing.ts';

const usd = (amount: string) => ({ qualifier: 'exact', value: { amount, currency: 'USD' } });
const text = (value: string) => ({ qualifier: 'exact', value });

const announced: Past = {
  type: 'DealAnnounced',
  data: {
    dealId: 'deal_a',
    class: 'cloudServices',
    title: 'A to B',
    parties: [
      { partyId: 'party_a', role: 'provider' },
      { partyId: 'party_b', role: 'customer' },
    ],
    announcedOn: '2026-03-02',
    terms: { totalValue: usd('1200000000'), options: [] },
  },
};
const reports = (data: object, more: Partial<Past> = {}): Past => ({ type: 'TermReported', data, ...more });
const claims = (streamId: string, ...pasts: Past[]) => claimsOfStream(standing(recordedAs(streamId, pasts)));
const shown = (streamId: string, ...pasts: Past[]) =>
  claims(streamId, ...pasts).map(({ path, value, standing: stands }) => [
    path,
    value.value ?? value.qualifier,
    stands,
  ]);

describe('what an event claims', () => {
  test('an announcement claims its date, class, stage, roles and terms', () => {
    expect(claims('deal_a', announced).map(({ path }) => path)).toEqual([
      'deal.announcedOn',
      'deal.class',
      'deal.stage',
      'deal.role.provider.party_a',
      'deal.role.customer.party_b',
      'deal.totalValue',
    ]);
  });

  test('a closing claims amount, date, stage and borrower', () => {
    const closed: Past = {
      type: 'FinancingClosed',
      data: {
        financingId: 'financing_a',
        borrower: 'party_a',
        funds: [],
        closedOn: { notAfter: '2026-06-02' },
        amount: usd('8'),
      },
    };
    expect(shown('financing_a', closed)).toEqual([
      ['financing.amount', { amount: '8', currency: 'USD' }, 'standing'],
      ['financing.closedOn', { notAfter: '2026-06-02' }, 'standing'],
      ['financing.stage', 'closed', 'standing'],
      ['financing.role.borrower.party_a', 'party_a', 'standing'],
    ]);
  });

  test('a prepayment claims its share or its amount', () => {
    const share = {
      type: 'PrepaymentAgreed',
      data: { prepaymentId: 'p1', share: { qualifier: 'exact', value: { bps: '2000' } } },
    };
    const amount = { type: 'PrepaymentAgreed', data: { prepaymentId: 'p2', amount: usd('5') } };
    expect(claims('deal_a', share, amount).map(({ path }) => path)).toEqual([
      'deal.prepaymentShare',
      'deal.prepayment.p2.amount',
    ]);
  });

  test('agencies rate on paths of their own; an unnamed one on the path of the rating', () => {
    const rated = (agency: string): Past => ({
      type: 'FinancingRated',
      data: { rating: { agency, symbol: 'A' }, ratedOn: 'unknown' },
    });
    expect(claims('financing_a', rated('UNKNOWN'), rated('FITCH')).map(({ path }) => path)).toEqual([
      'financing.rating',
      'financing.rating.FITCH',
    ]);
  });

  test('capacities are one path per measure', () => {
    const capacity = reports({
      path: 'deal.capacity',
      value: { qualifier: 'exact', value: { mw: '50', measure: 'gross' } },
    });
    const [claim] = claims('deal_a', capacity);
    expect(claim?.path).toBe('deal.capacity.gross');
    expect(claim !== undefined && isOnPath(claim, 'deal.capacity')).toBe(true);
  });

  test('a party claims its name and seat, a renaming the name from its day on', () => {
    const registered = {
      type: 'PartyRegistered',
      data: { partyId: 'party_a', legalName: 'Iris Energy', aliases: ['IE'], seat: 'Sydney' },
    };
    const renamed = {
      type: 'PartyRenamed',
      data: { partyId: 'party_a', newName: 'IREN', effectiveOn: '2025-01' },
    };
    expect(
      claims('party_a', registered, renamed).map(({ path, effectiveOn }) => [path, effectiveOn]),
    ).toEqual([
      ['party.name', undefined],
      ['party.seat', undefined],
      ['party.name', '2025-01'],
    ]);
  });

  test.each([
    'AssessmentRecorded',
    'StockMoveRecorded',
    'TermAdopted',
    'ReportDenied',
    'RecordCited',
    'DealsRelated',
    'PrepaymentReceived',
  ])('%s claims nothing on a path', (type) => {
    expect(claims('deal_a', { type, data: { summary: 'x', path: 'deal.term', kind: 'risk' } })).toEqual([]);
  });

  test('one event alone is read the same as in its stream', () => {
    const [event] = recordedAs('deal_a', [announced]);
    expect(event === undefined ? [] : claimsOf(event)).toEqual(claims('deal_a', announced));
  });
});

describe('a report on a field of another event', () => {
  test.each([
    ['announcedOn', 'deal.announcedOn', text('2026-03-01')],
    ['terms.totalValue', 'deal.totalValue', usd('1')],
    ['class', 'deal.class', text('hosting')],
  ])('%s is a claim on %s', (field, path, value) => {
    expect(
      claims('deal_a', announced, reports({ targetEventId: eventId(1), field, value })).at(-1),
    ).toMatchObject({ path, value });
  });

  test('that is no term has a path of its own, on which the event speaks too', () => {
    const path = `event.${eventId(1)}.title`;
    const found = claims(
      'deal_a',
      announced,
      reports({ targetEventId: eventId(1), field: 'title', value: text('B from A') }),
    );
    expect(
      found
        .filter((claim) => claim.path === path)
        .map(({ claimEventId, value }) => [claimEventId, value.value]),
    ).toEqual([
      [eventId(1), 'A to B'],
      [eventId(2), 'B from A'],
    ]);
  });
});

describe('what becomes of a claim', () => {
  const corrected: Past = {
    type: 'RecordCorrected',
    data: {
      targetEventId: eventId(1),
      changes: [{ path: 'terms.totalValue.value.amount', to: '1250000000' }],
    },
  };
  const onValue = (...pasts: Past[]) =>
    claims('deal_a', ...pasts).filter(({ path }) => path === 'deal.totalValue');

  test('corrected, the old figure is corrected away and the new one stands', () => {
    expect(onValue(announced, corrected).map(({ value, standing: stands }) => [value.value, stands])).toEqual(
      [
        [{ amount: '1200000000', currency: 'USD' }, 'correctedAway'],
        [{ amount: '1250000000', currency: 'USD' }, 'standing'],
      ],
    );
  });

  test('retracted, it says so', () => {
    const retracted: Past = { type: 'RecordRetracted', data: { targetEventId: eventId(1) } };
    expect(onValue(announced, retracted).map(({ standing: stands }) => stands)).toEqual(['retracted']);
  });

  test('adopted, the latest adoption of the path counts, and none of a retracted claim', () => {
    const adopts = (target: number): Past => ({
      type: 'TermAdopted',
      data: { path: 'deal.totalValue', claimEventId: eventId(target), rationale: 'the filing' },
    });
    const other = reports({ path: 'deal.totalValue', value: usd('1') });
    const chosen = (...pasts: Past[]) => onValue(...pasts).map(({ adoption }) => adoption?.eventId);
    expect(chosen(announced, other, adopts(1))).toEqual([eventId(3), undefined]);
    expect(chosen(announced, other, adopts(1), adopts(2))).toEqual([undefined, eventId(4)]);
    const retracted: Past = { type: 'RecordRetracted', data: { targetEventId: eventId(2) } };
    expect(chosen(announced, other, adopts(2), retracted)).toEqual([undefined, undefined]);
  });

  test('denied, only by a party concerned', () => {
    const denies = (byParty: string): Past => ({
      type: 'ReportDenied',
      data: { targetEventId: eventId(1), byParty, summary: 'no', deniedOn: 'unknown' },
    });
    const deniers = (...pasts: Past[]) => onValue(...pasts)[0]?.denials.map(({ byParty }) => byParty);
    expect(deniers(announced, denies('party_b'))).toEqual(['party_b']);
    expect(deniers(announced, denies('party_stranger'))).toEqual([]);
  });
});

describe('the matrix', () => {
  test('says who claims what and who says nothing', () => {
    const other = reports(
      { path: 'deal.totalValue', value: usd('1') },
      { sources: [{ sourceId: 'source_wire' }] },
    );
    const { sources, rows } = matrixOf(claims('deal_a', announced, other), ['source_silent']);
    expect(sources).toEqual(['source_acme-8k', 'source_silent', 'source_wire']);
    expect(rows.find(({ path }) => path === 'deal.totalValue')?.cells).toEqual({
      'source_acme-8k': { says: 'claims', claimEventIds: [eventId(1)] },
      source_silent: { says: 'silent' },
      source_wire: { says: 'claims', claimEventIds: [eventId(2)] },
    });
    expect(rows.find(({ path }) => path === 'deal.class')?.cells['source_wire']).toEqual({ says: 'silent' });
  });
});
