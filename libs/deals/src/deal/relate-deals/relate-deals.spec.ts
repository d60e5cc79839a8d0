import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, recordedAs, specifySlice } from '../../specify-slice.ts';
import type { Past } from '../../specify-slice.ts';
import { announced, announcement, dealId, elsewhere, ended, retracted } from '../deal.examples.ts';
import { dealFrom } from '../deal.evolve.ts';
import { relateDeals } from './relate-deals.ts';
import type { RelateDeals } from './relate-deals.ts';

const otherDealId = 'deal_acme-globex-first-try';
const { given } = specifySlice(relateDeals, dealFrom, dealId);
const fields = (kind: RelateDeals['kind']): RelateDeals => ({ dealId, otherDealId, kind });
const relate = (kind: RelateDeals['kind'] = 'reattempts') => askOf('RelateDeals', fields(kind));
const fact = (kind: RelateDeals['kind'] = 'reattempts') =>
  accept({ type: 'DealsRelated', data: fields(kind) });
const related = (kind: RelateDeals['kind'] = 'reattempts'): Past => ({
  type: 'DealsRelated',
  data: fields(kind),
});
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });

const other = (...history: readonly Past[]) => ({
  streams: new Map([[otherDealId, recordedAs(otherDealId, history)]]),
});
const otherAnnounced: Past = { ...announced, data: { ...announcement, dealId: otherDealId } };
const mirrored: Past = {
  type: 'DealsRelated',
  data: { dealId: otherDealId, otherDealId: dealId, kind: 'sameProgramme' },
};

describe('relating deals', () => {
  test('is recorded on the deal it starts from, undated', () => {
    expect(given(announced).when(relate())).toEqual(fact());
    expect(relateDeals.stream(fields('funds'))).toBe(dealId);
    expect(relateDeals.occurredOn(fields('funds'))).toBe('unknown');
  });

  test('has no bounds in number or kind: one deal may fund and expand the other', () => {
    expect(given(announced, related('funds')).when(relate('expands'))).toEqual(fact('expands'));
  });

  test('is welcome after an end: that is how a fresh attempt is tied to the one before', () => {
    expect(given(announced, ended('2026-03')).when(relate())).toEqual(fact());
  });

  test('as of one programme asks for the other deal first, since that relation reads both ways', () => {
    expect(given(announced).when(relate('sameProgramme'))).toEqual({
      outcome: 'needs',
      streamIds: [otherDealId],
    });
    expect(given(announced).when(relate('sameProgramme'), other(otherAnnounced))).toEqual(
      fact('sameProgramme'),
    );
  });
});

describe('a relation is refused', () => {
  test('UNKNOWN_DEAL where nothing on record opens the deal it starts from', () => {
    expect(given().when(relate())).toMatchObject(refused('UNKNOWN_DEAL', { pointer: '/dealId' }));
  });

  test('UNKNOWN_DEAL where the other deal of the programme was never recorded', () => {
    expect(given(announced).when(relate('sameProgramme'), other())).toMatchObject(
      refused('UNKNOWN_DEAL', { pointer: '/otherDealId' }),
    );
  });

  test('ALREADY_RELATED from another source, pointing to CiteRecord', () => {
    const decision = given(announced, related()).when({ ...relate(), sources: elsewhere });
    expect(decision).toMatchObject(refused('ALREADY_RELATED', { other: eventId(2), pointer: '/sources/0' }));
    expect(JSON.stringify(decision)).toContain('CiteRecord');
  });

  test('ALREADY_RELATED as a rumour of what is stated', () => {
    expect(given(announced, related()).when({ ...relate(), modality: 'rumoured' })).toMatchObject(
      refused('ALREADY_RELATED', { other: eventId(2) }),
    );
  });

  test('ALREADY_RELATED from another source where the other deal says so of this one', () => {
    const ask = { ...relate('sameProgramme'), sources: elsewhere };
    expect(given(announced).when(ask, other(otherAnnounced, mirrored))).toMatchObject(
      refused('ALREADY_RELATED', { other: eventId(2) }),
    );
  });
});

describe('a relation stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(announced, related()).when(relate())).toEqual(accept());
  });

  test('when the other deal is of the same programme as this one already', () => {
    expect(given(announced).when(relate('sameProgramme'), other(otherAnnounced, mirrored))).toEqual(accept());
  });
});

describe('a retracted relation', () => {
  test('can be recorded again, on either of the two', () => {
    expect(given(announced, related(), retracted(eventId(2))).when(relate())).toEqual(fact());
    const history = other(otherAnnounced, mirrored, retracted(eventId(2)));
    expect(given(announced).when(relate('sameProgramme'), history)).toEqual(fact('sameProgramme'));
  });
});

describe('the fields of a relation', () => {
  test('name two deals', () => {
    const body = { ...fields('funds'), otherDealId: dealId };
    const issue = relateDeals.fields.safeParse(body).error?.issues[0];
    expect(issue).toMatchObject({ path: ['otherDealId'], params: { code: 'INVALID_FIELDS' } });
  });
});
