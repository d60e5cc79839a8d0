import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { partyFrom } from '../party.state.ts';
import { registerParty, type PartyRegistered } from './register-party.ts';

const acme: PartyRegistered = {
  partyId: 'party_acme',
  legalName: 'Acme Compute Inc',
  aliases: ['Acme'],
  identifiers: [{ scheme: 'cik', value: '0001234567' }],
};
const { given } = specifySlice(registerParty, partyFrom, 'party_acme');
const register = (more: Partial<PartyRegistered> = {}) => askOf('RegisterParty', { ...acme, ...more });
const registered = { type: 'PartyRegistered', data: acme };

describe('registering a party', () => {
  test('produces the registration', () => {
    expect(given().when(register())).toEqual(accept({ type: 'PartyRegistered', data: acme }));
  });
  test('with the same fields from the same source stays quiet', () => {
    expect(given(registered).when(register())).toEqual(accept());
  });
  test('with the same fields from another source is refused and points to CiteRecord', () => {
    expect(given(registered).when({ ...register(), sources: [{ sourceId: 'source_wire' }] })).toMatchObject({
      rejection: { code: 'PARTY_ALREADY_REGISTERED', other: eventId(1), pointer: '/sources/0' },
    });
  });
  test('with other fields is refused', () => {
    expect(given(registered).when(register({ seat: 'Sydney' }))).toMatchObject({
      rejection: { code: 'PARTY_ALREADY_REGISTERED', other: eventId(1) },
    });
  });
  test('is possible anew after the registration was retracted', () => {
    const retracted = { type: 'RecordRetracted', data: { targetEventId: eventId(1) } };
    expect(given(registered, retracted).when(register({ seat: 'Sydney' }))).toMatchObject({
      outcome: 'accepted',
    });
  });
  test('is not its own parent', () => {
    expect(registerParty.fields.safeParse({ ...acme, parent: 'party_acme' }).error?.issues).toMatchObject([
      { path: ['parent'], params: { code: 'BAD_IDENTIFIER' } },
    ]);
  });
});
