import { beforeEach, describe, expect, test } from '@jest/globals';
import { Desk } from './specify-desk.ts';
import { eventId } from './specify-slice.ts';

const sources = [{ sourceId: 'source_acme-8k' }];
const usd = (amount: string) => ({ qualifier: 'exact', value: { amount, currency: 'USD' } });

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
const filing = {
  sourceId: 'source_acme-8k',
  publisher: 'Acme',
  publishedAt: '2026-03-02T21:05:00Z',
  tier: 'T1',
};

const move = {
  listing: { ticker: 'ACME', mic: 'XNAS' },
  change: { qualifier: 'exact', value: { bps: '2326' } },
  window: { session: 'regular', measure: 'unspecified', tradingDate: '2026-03-03' },
};

let desk: Desk;
const correct = (target: string, path: string, to: unknown) =>
  desk.record('CorrectRecord', { targetCommandId: target, changes: [{ path, to }], sources });
const retract = (target: string) =>
  desk.record('RetractRecord', { targetCommandId: target, sources }, `retract ${target}`);

beforeEach(() => {
  desk = new Desk();
  desk.record('RegisterSource', filing, 'filing');
  desk.record('RegisterParty', { partyId: 'party_acme', legalName: 'Acme Compute Inc', sources }, 'acme');
  desk.record('RegisterParty', { partyId: 'party_globex', legalName: 'Globex Corp', sources }, 'globex');
  desk.record('AnnounceDeal', announcement, 'announcement');
});

describe('a stream that is not there', () => {
  test.each([
    [
      'AgreePrepayment',
      {
        dealId: 'deal_x',
        prepaymentId: 'p1',
        share: { qualifier: 'exact', value: { bps: '2000' } },
        of: 'totalValue',
      },
      'UNKNOWN_DEAL',
      '/dealId',
    ],
    ['RenameParty', { partyId: 'party_x', newName: 'X', effectiveOn: '2026' }, 'UNKNOWN_PARTY', '/partyId'],
    ['RetractSource', { sourceId: 'source_x' }, 'UNKNOWN_SOURCE', '/sourceId'],
    [
      'RateFinancing',
      { financingId: 'financing_x', rating: { agency: 'SP', symbol: 'A' }, ratedOn: '2026' },
      'UNKNOWN_FINANCING',
      '/financingId',
    ],
    ['RecordAssessment', { dealId: 'deal_x', kind: 'risk', summary: 'x' }, 'UNKNOWN_DEAL', '/dealId'],
    ['RecordStockMove', { partyId: 'party_x', ...move }, 'UNKNOWN_PARTY', '/partyId'],
    ['RecordStockMove', { partyId: 'party_x', dealId: 'deal_acme', ...move }, 'UNKNOWN_PARTY', '/partyId'],
    ['RecordStockMove', { partyId: 'party_acme', dealId: 'deal_x', ...move }, 'UNKNOWN_DEAL', '/dealId'],
  ] as const)('%s says what is unknown and where', (name, body, code, pointer) => {
    expect(desk.record(name, { ...body, sources })).toMatchObject({ rejection: { code, pointer } });
  });
});

describe('what happened', () => {
  const sign = (signedOn: unknown) => desk.record('SignDeal', { dealId: 'deal_acme', signedOn, sources });
  test('today, wherever today is latest, is accepted', () => {
    expect(sign('2026-11-22')).toMatchObject({ answer: 'recorded' });
  });
  test('tomorrow is refused, with the field', () => {
    expect(sign('2026-11-23')).toMatchObject({
      rejection: { code: 'OCCURRED_IN_FUTURE', pointer: '/signedOn' },
    });
  });
  test('in a month that has begun is accepted, in the next one refused', () => {
    expect(sign('2026-12')).toMatchObject({ rejection: { code: 'OCCURRED_IN_FUTURE' } });
    expect(sign('2026-11')).toMatchObject({ answer: 'recorded' });
  });
  test('at an unknown date is accepted', () => {
    expect(sign('unknown')).toMatchObject({ answer: 'recorded' });
  });
  test('a share that moves tomorrow is refused, with the field inside the window', () => {
    expect(
      desk.record('RecordStockMove', {
        partyId: 'party_acme',
        listing: { ticker: 'ACME', mic: 'XNAS' },
        change: { qualifier: 'exact', value: { bps: '10' } },
        window: { session: 'regular', measure: 'closeToClose', tradingDate: '2026-11-24' },
        sources,
      }),
    ).toMatchObject({ rejection: { code: 'OCCURRED_IN_FUTURE', pointer: '/window/tradingDate' } });
  });
  test.each([
    ['2026-11-22T23:59:59+14:00', true],
    ['2026-11-22T09:59:59.999Z', true],
    ['2026-11-22T10:00:00Z', false],
    ['2026-11-23T00:00:00+14:00', false],
    [{ local: '2026-11-22T23:59', zone: 'unknown' }, true],
    [{ local: '2026-11-23T00:00', zone: 'unknown' }, false],
  ])('nothing is seen or published after today where today is latest: %j', (at, accepted) => {
    const expected = (pointer: string) =>
      accepted ? { answer: 'recorded' } : { rejection: { code: 'OCCURRED_IN_FUTURE', pointer } };
    const window = { ...move.window, tradingDate: '2026-11-20', observedAt: at };
    expect(desk.record('RecordStockMove', { partyId: 'party_acme', ...move, window, sources })).toMatchObject(
      expected('/window/observedAt'),
    );
    const source = { ...filing, sourceId: 'source_wire', publishedAt: at };
    expect(desk.record('RegisterSource', source)).toMatchObject(expected('/publishedAt'));
  });
  test('a document is published by today, in a year that has begun, or at an unknown date', () => {
    const publish = (publishedAt: unknown) =>
      desk.record('RegisterSource', { ...filing, sourceId: 'source_wire', publishedAt });
    expect(publish('2026-11-23')).toMatchObject({
      rejection: { code: 'OCCURRED_IN_FUTURE', pointer: '/publishedAt' },
    });
    expect(publish('2027')).toMatchObject({ rejection: { code: 'OCCURRED_IN_FUTURE' } });
    expect(publish('2026')).toMatchObject({ answer: 'recorded' });
    expect(correct('filing', 'publishedAt', '2027-01-01')).toMatchObject({
      rejection: { code: 'OCCURRED_IN_FUTURE', pointer: '/changes/0/to' },
    });
    expect(correct('filing', 'publishedAt', 'unknown')).toMatchObject({ answer: 'recorded' });
  });
  test('a renaming may take effect tomorrow', () => {
    expect(
      desk.record('RenameParty', {
        partyId: 'party_acme',
        newName: 'Acme AI',
        effectiveOn: '2027-01-01',
        sources,
      }),
    ).toMatchObject({ answer: 'recorded', event: { occurredOn: '2027-01-01' } });
  });
  test('our own record has no date in the world', () => {
    expect(desk.events[0]).toMatchObject({ type: 'SourceRegistered', occurredOn: null, schemaVersion: 1 });
  });
});

describe('names that one stream holds', () => {
  const cik = { scheme: 'cik', value: '0001234567' };
  const url = 'https://example.com/8k';
  const second = { ...filing, sourceId: 'source_second', url };
  test('a url belongs to one source', () => {
    desk.record('RegisterSource', { ...filing, sourceId: 'source_first', url }, 'first');
    expect(desk.record('RegisterSource', second)).toMatchObject({
      rejection: { code: 'SOURCE_DUPLICATE', pointer: '/url', other: 'source_first' },
    });
  });
  test('a url corrected away is free for another', () => {
    desk.record('RegisterSource', { ...filing, sourceId: 'source_first', url }, 'first');
    expect(correct('first', 'url', 'https://example.com/9k')).toMatchObject({ answer: 'recorded' });
    expect(desk.record('RegisterSource', second)).toMatchObject({ answer: 'recorded' });
    expect(correct('first', 'url', url)).toMatchObject({
      rejection: { code: 'SOURCE_DUPLICATE', pointer: '/changes/0/to' },
    });
  });
  test('a url given up by a retraction cannot come back once another took it', () => {
    desk.record('RegisterSource', { ...filing, sourceId: 'source_first', url }, 'first');
    retract('first');
    desk.record('RegisterSource', second);
    expect(retract('retract first')).toMatchObject({
      rejection: { code: 'SOURCE_DUPLICATE', pointer: '/targetEventId', other: 'source_second' },
    });
  });
  test('an identifier belongs to one party', () => {
    const identifiers = [cik];
    expect(correct('acme', 'identifiers', identifiers)).toMatchObject({ answer: 'recorded' });
    expect(
      desk.record('RegisterParty', { partyId: 'party_new', legalName: 'New', identifiers, sources }),
    ).toMatchObject({
      rejection: { code: 'IDENTIFIER_TAKEN', pointer: '/identifiers/0/value', other: 'party_acme' },
    });
  });
  test.each([
    ['identifiers', [{ scheme: 'ticker', value: 'GLBX' }, cik], '/changes/0/to/1/value'],
    ['identifiers.0', cik, '/changes/0/to/value'],
    ['identifiers.0.value', cik.value, '/changes/0/to'],
  ])('an identifier that comes in by a correction of %s is told at its change', (path, to, pointer) => {
    correct('acme', 'identifiers', [cik]);
    correct('globex', 'identifiers', [{ scheme: 'cik', value: '0000000001' }]);
    expect(correct('globex', path, to)).toMatchObject({
      rejection: { code: 'IDENTIFIER_TAKEN', pointer, other: 'party_acme' },
    });
  });
  test('a retracted source cannot be cited until its retraction is retracted', () => {
    const cite = { targetCommandId: 'acme', sources: [{ sourceId: 'source_wire' }] };
    desk.record('RegisterSource', { ...filing, sourceId: 'source_wire', publisher: 'Wire' });
    desk.record('RetractSource', { sourceId: 'source_wire', sources }, 'hoax');
    expect(desk.record('CiteRecord', cite)).toMatchObject({
      rejection: { code: 'SOURCE_RETRACTED', pointer: '/sources/0/sourceId' },
    });
    retract('hoax');
    expect(desk.record('CiteRecord', cite)).toMatchObject({ answer: 'recorded' });
  });
});

test('an event that was never recorded is unknown, at the field that points to it', () => {
  expect(retract('nothing')).toMatchObject({
    rejection: { code: 'UNKNOWN_EVENT', pointer: '/targetCommandId' },
  });
  expect(desk.record('RetractRecord', { targetEventId: eventId(99), sources })).toMatchObject({
    rejection: { code: 'UNKNOWN_EVENT', pointer: '/targetEventId' },
  });
});

describe('the same news from another place in a source that is cited already', () => {
  const at = (locator?: string) => [{ ...sources[0], ...(locator === undefined ? {} : { locator }) }];
  const news = {
    ReportTerm: {
      dealId: 'deal_acme',
      path: 'deal.site',
      value: { qualifier: 'exact', value: 'Childress' },
    },
    RecordAssessment: { dealId: 'deal_acme', kind: 'risk', summary: 'concentration' },
    RecordStockMove: { partyId: 'party_acme', ...move },
  } as const;

  test.each([
    ['ReportTerm', 'p. 1'],
    ['ReportTerm', undefined],
    ['RecordAssessment', 'p. 1'],
    ['RecordStockMove', 'p. 1'],
  ] as const)('%s at %s: is added with CiteRecord as the refusal says, and then known', (name, locator) => {
    desk.record(name, { ...news[name], sources: at(locator) }, 'first');
    expect(desk.record(name, { ...news[name], sources: at('p. 9') })).toMatchObject({
      rejection: { code: 'ALREADY_RECORDED', detail: expect.stringContaining('CiteRecord') },
    });
    expect(desk.record('CiteRecord', { targetCommandId: 'first', sources: at('p. 9') })).toMatchObject({
      answer: 'recorded',
    });
    expect(desk.record(name, { ...news[name], sources: at('p. 9') })).toEqual({ answer: 'unchanged' });
    expect(desk.record('CiteRecord', { targetCommandId: 'first', sources: at('p. 9') })).toEqual({
      answer: 'unchanged',
    });
  });
});
