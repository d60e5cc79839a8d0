import { describe, expect, test } from '@jest/globals';
import { Desk } from '../specify-desk.ts';
import { announcement, dealId, openingSigning, prepayment, receipt, usd } from './deal.examples.ts';
import { closing, exactly, financingId, rating } from '../financing/financing.examples.ts';

const sources = [{ sourceId: 'source_acme-8k' }];

/** A desk that knows the source and the parties that the examples name. */
const desk = (): Desk => {
  const fresh = new Desk();
  fresh.record('RegisterSource', {
    sourceId: 'source_acme-8k',
    publisher: 'Acme',
    publishedAt: 'unknown',
    tier: 'T1',
  });
  for (const name of ['acme', 'globex'])
    fresh.record('RegisterParty', { partyId: `party_${name}`, legalName: name, sources });
  return fresh;
};

const recorded = (answer: ReturnType<Desk['record']>) => {
  if (answer.answer !== 'recorded') throw new Error(JSON.stringify(answer));
  return answer.event;
};

describe('the deal commands through the door', () => {
  test('open a deal and a financing, pay ahead and rate, each from its own body', () => {
    const book = desk();
    const types = [
      book.record('AnnounceDeal', { ...announcement, sources }),
      book.record('SignDeal', { dealId, signedOn: 'unknown', sources }),
      book.record('AgreePrepayment', { ...prepayment, sources }),
      book.record('ReceivePrepayment', { ...receipt, sources }),
      book.record('CloseFinancing', { ...closing, sources }),
      book.record('RateFinancing', { ...rating, sources }),
    ].map((answer) => recorded(answer).type);
    expect(types).toEqual([
      'DealAnnounced',
      'DealSigned',
      'PrepaymentAgreed',
      'PrepaymentReceived',
      'FinancingClosed',
      'FinancingRated',
    ]);
  });

  test('refuse a fact of tomorrow, pointing to its date', () => {
    const future = { ...announcement, announcedOn: '2026-12', sources };
    expect(desk().record('AnnounceDeal', future)).toMatchObject({
      rejection: { code: 'OCCURRED_IN_FUTURE', pointer: '/announcedOn' },
    });
  });

  test('refuse a deal, a party or a funded deal that was never recorded, pointing to it', () => {
    const parties = [...announcement.parties, { partyId: 'party_nobody', role: 'agent' }];
    expect(desk().record('AnnounceDeal', { ...announcement, parties, sources })).toMatchObject({
      rejection: { code: 'UNKNOWN_PARTY', pointer: '/parties/2/partyId' },
    });
    expect(desk().record('AgreePrepayment', { ...prepayment, sources })).toMatchObject({
      rejection: { code: 'UNKNOWN_DEAL', pointer: '/dealId' },
    });
    expect(desk().record('CloseFinancing', { ...closing, sources })).toMatchObject({
      rejection: { code: 'UNKNOWN_DEAL', pointer: '/funds/0' },
    });
  });

  test('refuse the holder of an option who was never recorded, pointing to them', () => {
    const options = [{ optionId: 'more', holder: 'party_nobody', adds: { value: exactly('1') } }];
    expect(desk().record('AnnounceDeal', { ...announcement, terms: { options }, sources })).toMatchObject({
      rejection: { code: 'UNKNOWN_PARTY', pointer: '/terms/options/0/holder' },
    });
  });

  test('name every fault of a body at once', () => {
    const answer = desk().record('AgreePrepayment', { dealId: 'acme', prepaymentId: 'p', of: 'all' });
    expect(answer).toMatchObject({ answer: 'malformed' });
    const pointers = 'faults' in answer ? answer.faults.map(({ pointer, code }) => `${pointer} ${code}`) : [];
    expect(pointers.toSorted()).toEqual(
      [
        '/dealId BAD_IDENTIFIER',
        '/of INVALID_FIELDS',
        '/share MISSING_FIELD',
        '/sources SOURCE_REQUIRED',
      ].toSorted(),
    );
  });
});

describe('a correction obeys the rules of the event it mends', () => {
  test('a date may not be corrected into an order that cannot be', () => {
    const book = desk();
    recorded(book.record('CloseFinancing', { ...closing, funds: [], sources }));
    const announced = recorded(
      book.record('AnnounceFinancing', {
        financingId,
        borrower: 'party_acme',
        funds: [],
        announcedOn: '2026-05',
        sources,
      }),
    );
    const to = (date: string) =>
      book.record('CorrectRecord', {
        targetEventId: announced.eventId,
        changes: [{ path: 'announcedOn', to: date }],
        sources,
      });
    expect(to('2026-07')).toMatchObject({
      rejection: { code: 'OUT_OF_ORDER_DATE' },
    });
    expect(to('2026-06')).toMatchObject({ answer: 'recorded' });
  });

  test('a value may not be corrected below what was received of it', () => {
    const book = desk();
    const announced = recorded(book.record('AnnounceDeal', { ...announcement, sources }));
    recorded(book.record('ReceivePrepayment', { ...receipt, sources }));
    const change = { path: 'terms.totalValue.value.amount', to: '40000000' };
    expect(
      book.record('CorrectRecord', { targetEventId: announced.eventId, changes: [change], sources }),
    ).toMatchObject({ rejection: { code: 'PREPAYMENT_EXCEEDS_VALUE' } });
  });

  test('a retracted signing can be recorded again, and its retraction then not taken back', () => {
    const book = desk();
    const first = recorded(book.record('SignDeal', { ...openingSigning, sources }));
    const retraction = recorded(book.record('RetractRecord', { targetEventId: first.eventId, sources }));
    const terms = { totalValue: { qualifier: 'exact', value: usd('5') } };
    recorded(book.record('SignDeal', { ...openingSigning, terms, sources }));
    expect(book.record('RetractRecord', { targetEventId: retraction.eventId, sources })).toMatchObject({
      rejection: { code: 'STAGE_ALREADY_RECORDED' },
    });
  });
});
