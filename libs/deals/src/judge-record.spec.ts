import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookFrom } from './record/book.ts';
import { Desk } from './specify-desk.ts';

const sources = [{ sourceId: 'source_acme-8k' }];
const usd = (amount: string) => ({ qualifier: 'exact', value: { amount, currency: 'USD' } });
const rate = (bps: string) => ({ qualifier: 'exact', value: { bps } });
const amount = 'terms.totalValue.value.amount';

const announcement = {
  dealId: 'deal_acme',
  class: 'cloudServices',
  title: 'Acme to supply Globex',
  parties: [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  announcedOn: '2026-03-02',
  terms: { totalValue: usd('1200000000') },
  sources,
};
const closing = {
  financingId: 'financing_gpu',
  borrower: 'party_acme',
  funds: ['deal_acme'],
  closedOn: '2026-06-01',
  amount: usd('800000000'),
  sources,
};
const filing = {
  sourceId: 'source_acme-8k',
  publisher: 'Acme',
  publishedAt: '2026-03-02T21:05:00Z',
  tier: 'T1',
};

let desk: Desk;
const correct = (target: string, path: string, to: unknown, commandId?: string) =>
  desk.record('CorrectRecord', { targetCommandId: target, changes: [{ path, to }], sources }, commandId);
const retract = (target: string) =>
  desk.record('RetractRecord', { targetCommandId: target, sources }, `retract ${target}`);
const dataOf = (target: string) => {
  const event = desk.events.find(({ commandId }) => commandId === target);
  return bookFrom(desk.stream(event?.streamId ?? '')).entries.get(event?.eventId ?? '')?.event.data;
};

beforeEach(() => {
  desk = new Desk();
  desk.record('RegisterSource', filing, 'filing');
  desk.record('RegisterParty', { partyId: 'party_acme', legalName: 'Acme Compute Inc', sources }, 'acme');
  desk.record('RegisterParty', { partyId: 'party_globex', legalName: 'Globex Corp', sources }, 'globex');
  desk.record('AnnounceDeal', announcement, 'announcement');
  desk.record('CloseFinancing', closing, 'closing');
});

describe('a corrected record', () => {
  test('says what it should have said', () => {
    expect(correct('announcement', amount, '1250000000')).toMatchObject({ answer: 'recorded' });
    expect(dataOf('announcement')).toMatchObject({ terms: { totalValue: usd('1250000000') } });
  });
  test('keeps what it said on record', () => {
    correct('announcement', amount, '1250000000');
    expect(desk.events.find(({ commandId }) => commandId === 'announcement')?.data).toMatchObject({
      terms: { totalValue: usd('1200000000') },
    });
  });
});

describe('a correction after which the record would be wrong in form', () => {
  test.each([
    [amount, '1.25bn', 'MALFORMED_DECIMAL', 'to'],
    [amount, null, 'MISSING_FIELD', 'to'],
    ['terms.totalValue.value.currency', 'EURO', 'BAD_CURRENCY', 'to'],
    ['announcedOn', '2026-02-30', 'BAD_PARTIAL_DATE', 'to'],
    ['terms.startsOn', { qualifier: 'exact', value: {} }, 'BAD_PARTIAL_DATE', 'to/value'],
    ['parties.1.partyId', 'globex', 'BAD_IDENTIFIER', 'to'],
    ['parties', 'Acme and Globex', 'INVALID_FIELDS', 'to'],
    ['title', null, 'MISSING_FIELD', 'to'],
    ['title', 7, 'BAD_TEXT', 'to'],
    ['terms.totalValue.value', { amount: '1' }, 'MISSING_FIELD', 'to/currency'],
    ['terms.totalValue.qualifier', 'undisclosed', 'INVALID_FIELDS', 'to'],
    ['mood', 'good', 'UNKNOWN_FIELD', 'path'],
    ['mood.today', 'good', 'UNKNOWN_FIELD', 'path'],
    ['title.first', 'Acme', 'UNKNOWN_FIELD', 'path'],
    ['parties.7.role', 'customer', 'UNKNOWN_FIELD', 'path'],
    ['parties.first', 'customer', 'UNKNOWN_FIELD', 'path'],
    ['terms.totalValue.colour', 'red', 'UNKNOWN_FIELD', 'path'],
    ['terms.colour', usd('1'), 'UNKNOWN_TERM_PATH', 'path'],
    ['terms.colour.value.amount', '1', 'UNKNOWN_TERM_PATH', 'path'],
  ])('%s to %j is refused as %s at the change', (path, to, code, part) => {
    const pointer = `/changes/0/${part}`;
    expect(correct('announcement', path, to)).toMatchObject({
      rejection: { code, pointer, faults: [{ code, pointer }] },
    });
  });
  test('a path through a plain value that nobody gave leads nowhere, one through a date does not', () => {
    const signing = { dealId: 'deal_acme', signedOn: { notBefore: '2026-01' }, sources };
    desk.record('SignDeal', signing, 'signing');
    const path = { code: 'UNKNOWN_FIELD', pointer: '/changes/0/path' };
    expect(correct('signing', 'title.first', 'Acme')).toMatchObject({ rejection: path });
    expect(correct('signing', 'class.first', 'Acme')).toMatchObject({ rejection: path });
    expect(correct('signing', 'signedOn.notAfter', '2026-13')).toMatchObject({
      rejection: { code: 'BAD_PARTIAL_DATE', pointer: '/changes/0/to' },
    });
  });
  test('names every fault of every change', () => {
    const changes = [
      { path: amount, to: '1.25bn' },
      { path: 'title', to: 'Acme supplies Globex' },
      { path: 'mood', to: 'good' },
      { path: 'announcedOn', to: 'yesterday' },
      { path: 'title.first', to: 'Acme' },
      { path: 'terms.term', to: { qualifier: 'exact', value: { count: 0 } } },
    ];
    const answer = desk.record('CorrectRecord', { targetCommandId: 'announcement', changes, sources });
    expect(answer).toMatchObject({ rejection: { code: 'INVALID_FIELDS' } });
    const faults = answer.answer === 'refused' ? (answer.rejection.faults ?? []) : [];
    expect(faults.map(({ code, pointer }) => `${code} ${pointer}`).sort()).toEqual([
      'BAD_PARTIAL_DATE /changes/3/to',
      'INVALID_FIELDS /changes/5/to/value/count',
      'MALFORMED_DECIMAL /changes/0/to',
      'MISSING_FIELD /changes/5/to/value/unit',
      'UNKNOWN_FIELD /changes/2/path',
      'UNKNOWN_FIELD /changes/4/path',
    ]);
  });
  test('points at the change next to what is missing', () => {
    expect(correct('announcement', 'terms.totalValue.qualifier', 'range')).toMatchObject({
      rejection: { code: 'INVALID_FIELDS', faults: [{}, {}, {}].map(() => ({ pointer: '/changes/0/to' })) },
    });
  });
  test('names the field of the event and what to do', () => {
    expect(correct('announcement', amount, '1.25bn')).toMatchObject({
      rejection: { detail: expect.stringMatching(/terms\.totalValue\.value\.amount: .*decimal string/) },
    });
  });
  test('the stream of an event cannot be corrected', () => {
    desk.record('AnnounceDeal', { ...announcement, dealId: 'deal_other' });
    expect(correct('announcement', 'dealId', 'deal_other')).toMatchObject({
      rejection: { code: 'CORRECTION_INVALID', detail: expect.stringContaining('belongs to deal_acme') },
    });
  });
});

describe('a correction after which the record would break a rule', () => {
  test.each([
    ['announcement', amount, '-5', 'NON_POSITIVE_AMOUNT'],
    ['announcement', 'parties.1.partyId', 'party_acme', 'SAME_PARTY_BOTH_SIDES'],
    ['announcement', 'announcedOn', '2026-12-24', 'OCCURRED_IN_FUTURE'],
    ['announcement', 'parties.1.partyId', 'party_nobody', 'UNKNOWN_PARTY'],
    ['closing', 'funds.0', 'deal_nobody', 'UNKNOWN_DEAL'],
    ['closing', 'closedOn', '2027', 'OCCURRED_IN_FUTURE'],
  ])('%s: %s to %j is refused', (target, path, to, code) => {
    expect(correct(target, path, to)).toMatchObject({ rejection: { code, pointer: '/changes/0/to' } });
  });
  test('is refused at the part of the value that breaks it', () => {
    expect(correct('closing', 'funds', ['deal_acme', 'deal_nobody'])).toMatchObject({
      rejection: { code: 'UNKNOWN_DEAL', pointer: '/changes/0/to/1' },
    });
    expect(correct('announcement', 'terms.upToValue', usd('0'))).toMatchObject({
      rejection: { code: 'NON_POSITIVE_AMOUNT', pointer: '/changes/0/to/value/amount' },
    });
  });
  test('of order is refused', () => {
    desk.record('AnnounceFinancing', {
      financingId: 'financing_gpu',
      borrower: 'party_acme',
      funds: [],
      announcedOn: '2026-05-01',
      sources,
    });
    expect(correct('closing', 'closedOn', '2026-04-01')).toMatchObject({
      rejection: { code: 'OUT_OF_ORDER_DATE', pointer: '/changes/0/to' },
    });
    expect(correct('closing', 'closedOn', '2026-05-02')).toMatchObject({ answer: 'recorded' });
  });
  test('a share move is judged anew', () => {
    const move = {
      partyId: 'party_acme',
      listing: { ticker: 'ACME', mic: 'XNAS' },
      change: rate('2326'),
      window: {
        session: 'regular',
        measure: 'closeToClose',
        tradingDate: '2026-03-03',
        price: { amount: '74.88', currency: 'USD' },
        priorClose: { amount: '60.75', currency: 'USD' },
      },
      sources,
    };
    desk.record('RecordStockMove', move, 'move');
    expect(correct('move', 'change.value.bps', '-10001')).toMatchObject({
      rejection: { code: 'STOCK_MOVE_BELOW_MINUS_100', pointer: '/changes/0/to' },
    });
    expect(correct('move', 'window.price.amount', '84.88')).toMatchObject({
      rejection: { code: 'STOCK_MOVE_PRICES_DISAGREE' },
    });
  });
  test('a source cannot be made to repeat what repeats it', () => {
    desk.record('RegisterSource', { ...filing, sourceId: 'source_wire', repostOf: 'source_acme-8k' }, 'wire');
    desk.record(
      'RegisterSource',
      { ...filing, sourceId: 'source_blog', derivedFrom: ['source_wire'] },
      'blog',
    );
    expect(correct('filing', 'repostOf', 'source_blog')).toMatchObject({
      rejection: { code: 'REPOST_CYCLE', pointer: '/changes/0/to' },
    });
    expect(correct('blog', 'derivedFrom.0', 'source_acme-8k')).toMatchObject({ answer: 'recorded' });
  });
});

describe('a correction that would take the ground from under another record', () => {
  beforeEach(() => {
    desk.record(
      'AgreePrepayment',
      { dealId: 'deal_acme', prepaymentId: 'p1', amount: usd('1000000000'), of: 'totalValue', sources },
      'prepayment',
    );
  });
  test('is refused and names that record', () => {
    expect(correct('announcement', amount, '900000000')).toMatchObject({
      rejection: { code: 'PREPAYMENT_EXCEEDS_VALUE', pointer: '/changes/0/to' },
    });
  });
  test('is accepted where the ground still bears', () => {
    expect(correct('announcement', amount, '1000000000')).toMatchObject({ answer: 'recorded' });
  });
});

describe('retracting', () => {
  test('a correction brings back what was typed first', () => {
    correct('announcement', amount, '1250000000', 'correction');
    expect(retract('correction')).toMatchObject({ answer: 'recorded' });
    expect(dataOf('announcement')).toMatchObject({ terms: { totalValue: usd('1200000000') } });
  });
  test('a correction on which another record rests is refused', () => {
    correct('announcement', amount, '2000000000', 'correction');
    desk.record('AgreePrepayment', {
      dealId: 'deal_acme',
      prepaymentId: 'p1',
      amount: usd('1500000000'),
      of: 'totalValue',
      sources,
    });
    expect(retract('correction')).toMatchObject({
      rejection: { code: 'PREPAYMENT_EXCEEDS_VALUE', pointer: '/targetEventId' },
    });
  });
  test('a retraction is refused when another record took the place of what would come back', () => {
    retract('announcement');
    desk.record('AnnounceDeal', { ...announcement, title: 'Acme supplies Globex' }, 'second');
    expect(retract('retract announcement')).toMatchObject({ rejection: { code: 'STAGE_ALREADY_RECORDED' } });
  });
  test('a fact is never refused: what rests on it is shown by the views', () => {
    desk.record('AgreePrepayment', {
      dealId: 'deal_acme',
      prepaymentId: 'p1',
      share: rate('2000'),
      of: 'totalValue',
      sources,
    });
    expect(retract('announcement')).toMatchObject({ answer: 'recorded' });
  });
  test('any chain of corrections and their retractions leaves the last correction that stands', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 6 }), (amounts) => {
        const title = desk.events.length;
        const stack = amounts.map((value, index) => `${String(title)}-${String(index)}-${String(value)}`);
        const kept = stack.filter(
          (name) => correct('announcement', 'title', name, name).answer === 'recorded',
        );
        kept.toReversed().forEach((name) => retract(name));
        expect(dataOf('announcement')).toMatchObject({ title: announcement.title });
      }),
      { numRuns: 10 },
    );
  });
});
