import { beforeEach, describe, expect, test } from '@jest/globals';
import { Desk } from './specify-desk.ts';

const sources = [{ sourceId: 'source_acme-8k' }];
const usd = { qualifier: 'exact', value: { amount: '800000000', currency: 'USD' } };
const day = { qualifier: 'atMost', value: '2026-06-02' };
const words = { qualifier: 'exact', value: 'regular' };
const rate = { qualifier: 'exact', value: { bps: '2500' } };

const announcement = {
  dealId: 'deal_acme',
  class: 'cloudServices',
  title: 'Acme to supply Globex',
  parties: [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  announcedOn: '2026-03-02',
  sources,
};

let desk: Desk;
const report = (target: string, field: string, value: unknown) =>
  desk.record('ReportTerm', { targetCommandId: target, field, value, sources });

beforeEach(() => {
  desk = new Desk();
  desk.record(
    'RegisterSource',
    { sourceId: 'source_acme-8k', publisher: 'Acme', publishedAt: '2026-06-02T01:21:00Z', tier: 'T1' },
    'filing',
  );
  desk.record('RegisterParty', { partyId: 'party_acme', legalName: 'Acme Compute Inc', sources }, 'acme');
  desk.record(
    'CloseFinancing',
    {
      financingId: 'financing_gpu',
      borrower: 'party_acme',
      funds: [],
      closedOn: '2026-06-01',
      amount: usd,
      tranches: [{ trancheId: 'a', instrument: 'termLoan', commitment: usd }],
      sources,
    },
    'closing',
  );
  desk.record(
    'RecordStockMove',
    {
      partyId: 'party_acme',
      listing: { ticker: 'ACME', mic: 'XNAS' },
      change: rate,
      window: { session: 'unspecified', measure: 'unspecified', tradingDate: '2026-06-02' },
      sources,
    },
    'move',
  );
  desk.record('RegisterParty', { partyId: 'party_globex', legalName: 'Globex Corp', sources }, 'globex');
  desk.record('AnnounceDeal', announcement);
  desk.record('AgreePrepayment', {
    dealId: 'deal_acme',
    prepaymentId: 'p1',
    amount: usd,
    of: 'totalValue',
    sources,
  });
  desk.record(
    'ReceivePrepayment',
    { dealId: 'deal_acme', prepaymentId: 'p1', amount: usd.value, receivedOn: '2026-06', sources },
    'receipt',
  );
  desk.record(
    'ReportTerm',
    { financingId: 'financing_gpu', path: 'financing.coupon', value: rate, sources },
    'coupon',
  );
  const measuredBy = { numerator: ['debt'] };
  desk.record(
    'ReportTerm',
    { financingId: 'financing_gpu', path: 'financing.coverage', value: rate, measuredBy, sources },
    'coverage',
  );
});

describe("another source's value for a field of an event", () => {
  test.each([
    ['closing', 'closedOn', day],
    ['closing', 'amount', usd],
    ['closing', 'netProceeds', usd],
    ['closing', 'tranches.0.commitment', usd],
    ['closing', 'tranches.0.instrument', { qualifier: 'exact', value: 'term loan' }],
    ['move', 'change', rate],
    ['move', 'window.session', words],
    ['move', 'window.tradingDate', day],
    ['move', 'window.price', usd],
    ['acme', 'legalName', words],
    ['filing', 'publishedAt', day],
    ['receipt', 'amount', usd],
    ['coupon', 'value', rate],
  ])('of %s at %s is recorded in its stream', (target, field, value) => {
    expect(report(target, field, value)).toMatchObject({
      answer: 'recorded',
      event: {
        type: 'TermReported',
        streamId: desk.events.find(({ commandId }) => commandId === target)?.streamId,
        data: { field, value },
      },
    });
  });
  test.each([
    ['closing', 'colour', words],
    ['closing', 'tranches', words],
    ['closing', 'tranches.x.commitment', usd],
    ['closing', 'amount.value.amount', usd],
    ['move', 'window', words],
    ['filing', 'seen', words],
  ])('of %s at %s is refused: no such value there', (target, field, value) => {
    expect(report(target, field, value)).toMatchObject({
      rejection: { code: 'UNKNOWN_TERM_PATH', pointer: '/field' },
    });
  });
  test.each([
    ['closing', 'closedOn', usd, '/value/value'],
    ['closing', 'amount', day, '/value/value'],
    ['move', 'change', usd, '/value/value/bps'],
    ['coupon', 'value', usd, '/value/value/bps'],
  ])('of %s at %s is refused when it is of another type', (target, field, value, pointer) => {
    expect(report(target, field, value)).toMatchObject({ rejection: { code: 'UNKNOWN_TERM_PATH', pointer } });
  });
  test('happened on the date it gives as of', () => {
    expect(
      desk.record('ReportTerm', {
        targetCommandId: 'closing',
        field: 'amount',
        value: usd,
        asOf: '2026-06',
        sources,
      }),
    ).toMatchObject({ event: { occurredOn: '2026-06' } });
  });

  test('of a coverage names what is counted there too', () => {
    expect(report('coverage', 'value', { ...rate, asStated: 'about a quarter' })).toMatchObject({
      rejection: { code: 'COVERAGE_BASIS_REQUIRED', pointer: '/measuredBy' },
    });
  });
});
