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
  signed,
  signing,
  usd,
} from '../deal.examples.ts';
import { dealFrom } from '../deal.evolve.ts';
import { signDeal } from './sign-deal.ts';
import type { SignDeal } from './sign-deal.ts';

const { given } = specifySlice(signDeal, dealFrom, dealId);
const sign = (data: SignDeal = signing) => askOf('SignDeal', data);
const fact = (data: SignDeal = signing) => accept({ type: 'DealSigned', data });
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });
const happened = (type: string, data: object) => ({ type, data: { dealId, ...data } });

describe('signing a deal', () => {
  test('follows its announcement, and may lie before it', () => {
    expect(given(announced).when(sign())).toEqual(fact());
    expect(given(announced).when(sign({ ...signing, signedOn: '2026-09' }))).toEqual(
      fact({ ...signing, signedOn: '2026-09' }),
    );
  });

  test('opens the deal where nobody recorded an announcement', () => {
    expect(given().when(sign(openingSigning))).toEqual(fact(openingSigning));
  });

  test('needs no class and no parties after a rumour', () => {
    expect(given(happened('DealRumoured', { reportedOn: 'unknown' })).when(sign())).toEqual(fact());
  });

  test('is back-filled beneath a commencement, on the same day at the latest', () => {
    const commenced = happened('DealCommenced', { commencedOn: '2026-03-01' });
    expect(given(announced, commenced).when(sign())).toEqual(fact());
  });

  test('of an unknown date is always possible', () => {
    const undated: SignDeal = { ...signing, signedOn: 'unknown' };
    const history = [announced, happened('DealCommenced', { commencedOn: '2020' }), ended('2021')];
    expect(given(...history).when(sign(undated))).toEqual(fact(undated));
  });

  test('is dated by the signing, in the stream of the deal', () => {
    expect(signDeal.occurredOn(signing)).toBe('2026-03-01');
    expect(signDeal.stream(signing)).toBe(dealId);
  });
});

describe('a signing is refused', () => {
  test('MISSING_FIELD without class or parties where it would open the deal', () => {
    expect(given().when(sign({ ...signing, parties: openingSigning.parties }))).toMatchObject(
      refused('MISSING_FIELD', { pointer: '/class' }),
    );
    expect(given().when(sign({ ...signing, class: 'lease' }))).toMatchObject(
      refused('MISSING_FIELD', { pointer: '/parties' }),
    );
  });

  test('with both named where both are missing', () => {
    const missing = (pointer: string) => ({ code: 'MISSING_FIELD', pointer });
    expect(given().when(sign())).toMatchObject(
      refused('INVALID_FIELDS', { faults: [missing('/class'), missing('/parties')] }),
    );
  });

  test('for what is missing where the announcement that opened the deal was retracted', () => {
    expect(given(announced, retracted(eventId(1))).when(sign())).toMatchObject(refused('INVALID_FIELDS'));
  });

  test('STAGE_ALREADY_RECORDED with other fields, pointing to ReportTerm and CorrectRecord', () => {
    const decision = given(announced, signed).when(sign({ ...signing, signedOn: '2026-02-27' }));
    expect(decision).toMatchObject(refused('STAGE_ALREADY_RECORDED', { other: eventId(2) }));
    expect(JSON.stringify(decision)).toMatch(/ReportTerm.*CorrectRecord/);
  });

  test('STAGE_ALREADY_RECORDED from another source, pointing to CiteRecord', () => {
    const decision = given(announced, signed).when({ ...sign(), sources: elsewhere });
    expect(decision).toMatchObject(
      refused('STAGE_ALREADY_RECORDED', { other: eventId(2), pointer: '/sources/0' }),
    );
    expect(JSON.stringify(decision)).toContain('CiteRecord');
  });

  test('OUT_OF_ORDER_DATE provably after commencement or completion, or before a rumour', () => {
    const inMay: SignDeal = { ...signing, signedOn: '2026-05' };
    for (const later of [
      happened('DealCommenced', { commencedOn: '2026-04-30' }),
      happened('DealCompleted', { completedOn: '2026-04' }),
      happened('DealRumoured', { reportedOn: '2026-06' }),
    ])
      expect(given(announced, later).when(sign(inMay))).toMatchObject(
        refused('OUT_OF_ORDER_DATE', { pointer: '/signedOn', other: eventId(2) }),
      );
  });

  test('DEAL_ENDED provably after the end', () => {
    expect(given(announced, ended('2026-02')).when(sign())).toMatchObject(
      refused('DEAL_ENDED', { pointer: '/signedOn', other: eventId(2) }),
    );
  });

  test('SAME_PARTY_BOTH_SIDES and NON_POSITIVE_AMOUNT, as an announcement is', () => {
    const parties: SignDeal['parties'] = [
      { partyId: 'party_acme', role: 'lessor' },
      { partyId: 'party_acme', role: 'lessee' },
    ];
    const terms: SignDeal['terms'] = { totalValue: { qualifier: 'exact', value: usd('-1') } };
    expect(given(announced).when(sign({ ...signing, parties }))).toMatchObject(
      refused('SAME_PARTY_BOTH_SIDES'),
    );
    expect(given(announced).when(sign({ ...signing, terms }))).toMatchObject(refused('NON_POSITIVE_AMOUNT'));
  });
});

describe('a signing stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(announced, signed).when(sign())).toEqual(accept());
  });

  test('when a correction has since made the record say this', () => {
    const mended: SignDeal = { ...signing, signedOn: '2026-02-27' };
    const history = [announced, signed, corrected(eventId(2), 'signedOn', '2026-02-27')];
    expect(given(...history).when(sign(mended))).toEqual(accept());
  });
});

describe('a retracted signing', () => {
  const other: SignDeal = { ...signing, signedOn: '2026-02' };

  test('can be recorded again, with other fields', () => {
    expect(given(announced, signed, retracted(eventId(2))).when(sign(other))).toEqual(fact(other));
  });

  test('no longer bounds what may come before it', () => {
    const history = [announced, happened('DealCommenced', { commencedOn: '2026-01' }), retracted(eventId(2))];
    expect(given(...history).when(sign(other))).toEqual(fact(other));
  });

  test('opens its deal no more', () => {
    const history = [{ type: 'DealSigned', data: openingSigning }, retracted(eventId(1))];
    expect(given(...history).when(sign())).toMatchObject(refused('INVALID_FIELDS'));
    expect(given(...history).when(sign({ ...openingSigning, title: announcement.title }))).toMatchObject({
      outcome: 'accepted',
    });
  });
});
