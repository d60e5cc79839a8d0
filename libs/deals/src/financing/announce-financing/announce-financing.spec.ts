import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import {
  announced,
  announcement,
  closed,
  closing,
  elsewhere,
  ended,
  exactly,
  financingId,
  retracted,
} from '../financing.examples.ts';
import { financingFrom } from '../financing.evolve.ts';
import { announceFinancing } from './announce-financing.ts';
import type { AnnounceFinancing } from './announce-financing.ts';

const { given } = specifySlice(announceFinancing, financingFrom, financingId);
const announce = (data: AnnounceFinancing = announcement) => askOf('AnnounceFinancing', data);
const fact = (data: AnnounceFinancing = announcement) => accept({ type: 'FinancingAnnounced', data });
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });
const tranches = (amount: string): AnnounceFinancing['tranches'] => [
  { trancheId: 'a', instrument: 'termLoan', commitment: exactly('1') },
  { trancheId: 'b', instrument: 'revolver', commitment: exactly(amount) },
];

describe('announcing a financing', () => {
  test('opens it, with its borrower and the deals it is for', () => {
    expect(given().when(announce())).toEqual(fact());
  });

  test('may be for no deal that a source names, and of no stated amount', () => {
    const bare = { financingId, borrower: 'party_acme', funds: [], announcedOn: 'unknown' } as const;
    expect(given().when(announce({ ...bare, funds: [] }))).toEqual(fact({ ...bare, funds: [] }));
  });

  test('is back-filled beneath a closing that may have been later', () => {
    expect(given(closed).when(announce())).toEqual(fact());
  });

  test('need not add up: the target is an aim, and tranches come and go until the closing', () => {
    const data = { ...announcement, tranches: tranches('5') };
    expect(given().when(announce(data))).toEqual(fact(data));
  });

  test('is dated by the announcement, in the stream of the financing', () => {
    expect(announceFinancing.occurredOn(announcement)).toBe('2026-05-04');
    expect(announceFinancing.stream(announcement)).toBe(financingId);
  });
});

describe('an announcement of a financing is refused', () => {
  test('NON_POSITIVE_AMOUNT for a target or a commitment of nothing', () => {
    expect(given().when(announce({ ...announcement, target: exactly('0') }))).toMatchObject(
      refused('NON_POSITIVE_AMOUNT', { pointer: '/target/value/amount' }),
    );
    expect(given().when(announce({ ...announcement, tranches: tranches('-1') }))).toMatchObject(
      refused('NON_POSITIVE_AMOUNT', { pointer: '/tranches/1/commitment/value/amount' }),
    );
  });

  test('STAGE_ALREADY_RECORDED with other fields, pointing to ReportTerm and CorrectRecord', () => {
    const decision = given(announced).when(announce({ ...announcement, borrower: 'party_acme-finance' }));
    expect(decision).toMatchObject(refused('STAGE_ALREADY_RECORDED', { other: eventId(1) }));
    expect(JSON.stringify(decision)).toMatch(/ReportTerm.*CorrectRecord/);
  });

  test('STAGE_ALREADY_RECORDED from another source, pointing to CiteRecord', () => {
    const decision = given(announced).when({ ...announce(), sources: elsewhere });
    expect(decision).toMatchObject(
      refused('STAGE_ALREADY_RECORDED', { other: eventId(1), pointer: '/sources/0' }),
    );
    expect(JSON.stringify(decision)).toContain('CiteRecord');
  });

  test('OUT_OF_ORDER_DATE provably after pricing, closing or a draw', () => {
    for (const later of [
      { type: 'FinancingPriced', data: { financingId, trancheId: 'a', pricedOn: '2026-05-03' } },
      { type: 'FinancingClosed', data: { ...closing, closedOn: '2026-04' } },
      { type: 'TrancheDrawn', data: { financingId, trancheId: 'a', drawnOn: '2025' } },
    ])
      expect(given(later).when(announce())).toMatchObject(
        refused('OUT_OF_ORDER_DATE', { pointer: '/announcedOn', other: eventId(1) }),
      );
  });

  test('FINANCING_ENDED provably after the end', () => {
    expect(given(ended('2026-04')).when(announce())).toMatchObject(
      refused('FINANCING_ENDED', { pointer: '/announcedOn', other: eventId(1) }),
    );
  });
});

describe('an announcement of a financing stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(announced).when(announce())).toEqual(accept());
  });

  test('when only the order of the deals it is for is another', () => {
    const data: AnnounceFinancing = { ...announcement, funds: ['deal_a', 'deal_b'] };
    const turned: AnnounceFinancing = { ...announcement, funds: ['deal_b', 'deal_a'] };
    expect(given({ ...announced, data }).when(announce(turned))).toEqual(accept());
  });
});

describe('a retracted announcement of a financing', () => {
  test('can be recorded again, with other fields', () => {
    const other: AnnounceFinancing = { ...announcement, funds: [] };
    expect(given(announced, retracted(eventId(1))).when(announce(other))).toEqual(fact(other));
  });
});

describe('the fields of an announcement of a financing', () => {
  const faults = (body: object) =>
    announceFinancing.fields.safeParse(body).error?.issues.map(({ path }) => path.join('.'));

  test('need the borrower and say for which deals, if only for none', () => {
    expect(faults({ financingId, announcedOn: 'unknown' })).toEqual(['borrower', 'funds']);
  });

  test('name each tranche and each deal once, and no list of no tranches', () => {
    const twice = [...(tranches('1') ?? []), ...(tranches('1') ?? [])];
    expect(faults({ ...announcement, tranches: twice })).toEqual(['tranches']);
    expect(faults({ ...announcement, tranches: [] })).toEqual(['tranches']);
    expect(faults({ ...announcement, funds: ['deal_a', 'deal_a'] })).toEqual(['funds']);
  });
});
