import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import {
  announced,
  announcement,
  corrected,
  dealId,
  elsewhere,
  ended,
  openingSigning,
  retracted,
  usd,
} from '../deal.examples.ts';
import { dealFrom } from '../deal.evolve.ts';
import { announceDeal } from './announce-deal.ts';
import type { AnnounceDeal } from './announce-deal.ts';

const { given } = specifySlice(announceDeal, dealFrom, dealId);
const announce = (more: Partial<AnnounceDeal> = {}) => askOf('AnnounceDeal', { ...announcement, ...more });
const fact = (data: AnnounceDeal = announcement) => accept({ type: 'DealAnnounced', data });
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });

describe('announcing a deal', () => {
  test('opens it, with parties and terms as its source names them', () => {
    expect(given().when(announce())).toEqual(fact());
  });

  test('is dated by the announcement, in the stream of the deal', () => {
    expect(announceDeal.occurredOn(announcement)).toBe('2026-03-02');
    expect(announceDeal.stream(announcement)).toBe(dealId);
  });

  test('is back-filled beneath a signing of any date: announced and signed come in any order', () => {
    const signed = { type: 'DealSigned', data: { ...openingSigning, signedOn: '2026-06-02' } };
    expect(given(signed).when(announce())).toEqual(fact());
    expect(given({ ...signed, data: { ...openingSigning, signedOn: '2020' } }).when(announce())).toEqual(
      fact(),
    );
  });

  test('of a rumoured deal is accepted with other parties and another class', () => {
    const rumoured = {
      type: 'DealRumoured',
      data: { dealId, class: 'lease', parties: [], about: 'deal', summary: 'talks', reportedOn: '2026-02' },
    };
    expect(given(rumoured).when(announce())).toEqual(fact());
  });

  test('may be dated on the day the deal ended, or by an open date', () => {
    expect(given(ended('2026-03-02')).when(announce())).toEqual(fact());
    const undated = { ...announcement, announcedOn: 'unknown' };
    expect(given(ended('2020')).when(askOf('AnnounceDeal', undated))).toEqual(fact(undated));
  });

  test('lets a hardware vendor be the customer too, and a party take one role twice over', () => {
    const parties: AnnounceDeal['parties'] = [
      ...announcement.parties,
      { partyId: 'party_globex', role: 'hardwareVendor' },
      { partyId: 'party_acme', role: 'lessee' },
    ];
    expect(given().when(announce({ parties }))).toEqual(fact({ ...announcement, parties }));
  });

  test('lets operating income be a loss', () => {
    const terms = { annualNoi: { qualifier: 'about', value: usd('-5000000') } } as const;
    expect(given().when(announce({ terms }))).toEqual(fact({ ...announcement, terms }));
  });
});

describe('an announcement is refused', () => {
  test.each([
    ['provider', 'customer'],
    ['supplier', 'customer'],
    ['lessor', 'lessee'],
    ['acquirer', 'target'],
    ['borrower', 'lender'],
    ['issuer', 'investor'],
  ] as const)('SAME_PARTY_BOTH_SIDES where one party is both %s and %s, in either order', (one, other) => {
    const parties: AnnounceDeal['parties'] = [
      { partyId: 'party_acme', role: one },
      { partyId: 'party_acme', role: other },
    ];
    const both = { other: 'party_acme' };
    expect(given().when(announce({ parties }))).toMatchObject(
      refused('SAME_PARTY_BOTH_SIDES', { ...both, pointer: '/parties/1' }),
    );
    expect(given().when(announce({ parties: parties.toReversed() }))).toMatchObject(
      refused('SAME_PARTY_BOTH_SIDES', { ...both, pointer: '/parties/0' }),
    );
  });

  test.each([
    ['totalValue', { qualifier: 'exact', value: usd('0') }, '/terms/totalValue/value/amount'],
    ['breakFee', { qualifier: 'about', value: usd('-1') }, '/terms/breakFee/value/amount'],
    ['upToValue', { qualifier: 'range', low: usd('-1'), high: usd('5') }, '/terms/upToValue/low/amount'],
    [
      'prepayment.p1.amount',
      { qualifier: 'exact', value: usd('0.00') },
      '/terms/prepayment.p1.amount/value/amount',
    ],
  ] as const)('NON_POSITIVE_AMOUNT for %s of nothing or less', (path, figure, pointer) => {
    expect(given().when(announce({ terms: { [path]: figure } }))).toMatchObject(
      refused('NON_POSITIVE_AMOUNT', { pointer }),
    );
  });

  test('NON_POSITIVE_AMOUNT for an option that adds nothing', () => {
    const options = [{ optionId: 'more', adds: { value: { qualifier: 'exact', value: usd('0') } as const } }];
    expect(given().when(announce({ terms: { options } }))).toMatchObject(
      refused('NON_POSITIVE_AMOUNT', { pointer: '/terms/options/0/adds/value/value/amount' }),
    );
  });

  test('COVERAGE_BASIS_REQUIRED for a coverage, which only ReportTerm can say the basis of', () => {
    const terms = { coverage: { qualifier: 'exact', value: { bps: '9600' } } } as const;
    expect(given().when(announce({ terms }))).toMatchObject(
      refused('COVERAGE_BASIS_REQUIRED', {
        pointer: '/terms/coverage',
        detail: expect.stringContaining('ReportTerm on deal.coverage'),
      }),
    );
  });

  test('STAGE_ALREADY_RECORDED with other fields, pointing to ReportTerm and CorrectRecord', () => {
    const decision = given(announced).when(announce({ title: 'Another title' }));
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

  test('OUT_OF_ORDER_DATE provably before the rumour', () => {
    const rumoured = { type: 'DealRumoured', data: { dealId, reportedOn: '2026-04' } };
    expect(given(rumoured).when(announce())).toMatchObject(
      refused('OUT_OF_ORDER_DATE', { pointer: '/announcedOn', other: eventId(1) }),
    );
  });

  test('DEAL_ENDED provably after the end', () => {
    expect(given(ended('2026-02')).when(announce())).toMatchObject(
      refused('DEAL_ENDED', { pointer: '/announcedOn', other: eventId(1) }),
    );
  });
});

describe('an announcement stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(announced).when(announce())).toEqual(accept());
  });

  test('when a citation has since added the source', () => {
    const cited = { type: 'RecordCited', data: { targetEventId: eventId(1) }, sources: elsewhere };
    expect(given(announced, cited).when({ ...announce(), sources: elsewhere })).toEqual(accept());
  });

  test('when a correction has since made the record say this', () => {
    const title = 'The right title';
    expect(given(announced, corrected(eventId(1), 'title', title)).when(announce({ title }))).toEqual(
      accept(),
    );
  });
});

describe('a retracted announcement', () => {
  test('can be recorded again, with other fields', () => {
    const data = { ...announcement, title: 'Another title' };
    expect(given(announced, retracted(eventId(1))).when(announce(data))).toEqual(fact(data));
  });

  test('stands again when its retraction is retracted', () => {
    const restored = given(announced, retracted(eventId(1)), retracted(eventId(2)));
    expect(restored.when(announce())).toEqual(accept());
  });
});

describe('the fields of an announcement', () => {
  const faults = (body: object) =>
    announceDeal.fields.safeParse(body).error?.issues.map(({ path }) => path.join('.'));

  test('need class, title, parties and a date', () => {
    expect(faults({ dealId })).toEqual(['class', 'title', 'parties', 'announcedOn']);
  });

  test('name each option once', () => {
    const adds = { term: { qualifier: 'exact', value: { count: 1, unit: 'year' } } } as const;
    const options = [
      { optionId: 'more', adds },
      { optionId: 'more', adds },
    ];
    expect(faults({ ...announcement, terms: { options } })).toEqual(['terms.options']);
  });

  test('know no field beside their own', () => {
    expect(announceDeal.fields.safeParse({ ...announcement, signedOn: '2026' }).success).toBe(false);
  });
});
