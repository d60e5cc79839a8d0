import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import { partyFrom } from '../party.state.ts';
import { renameParty, type PartyRenamed } from './rename-party.ts';

const { given } = specifySlice(renameParty, partyFrom, 'party_acme');
const renaming: PartyRenamed = { partyId: 'party_acme', newName: 'Acme AI', effectiveOn: '2027-01-01' };
const rename = askOf('RenameParty', renaming);
const registered = {
  type: 'PartyRegistered',
  data: { partyId: 'party_acme', legalName: 'Acme Compute Inc' },
};
const renamed = { type: 'PartyRenamed', data: renaming };

describe('renaming a party', () => {
  test('produces the renaming, also one that lies ahead', () => {
    expect(given(registered).when(rename)).toEqual(accept({ type: 'PartyRenamed', data: renaming }));
    expect(renameParty.mayLieAhead).toBe(true);
  });
  test('is dated by when it takes effect', () => {
    expect(renameParty.occurredOn(renaming)).toBe('2027-01-01');
  });
  test('the same again stays quiet', () => {
    expect(given(registered, renamed).when(rename)).toEqual(accept());
  });
  test('the same from another source is refused and points to CiteRecord', () => {
    expect(
      given(registered, renamed).when({ ...rename, sources: [{ sourceId: 'source_wire' }] }),
    ).toMatchObject({
      rejection: { code: 'ALREADY_RECORDED', other: eventId(2) },
    });
  });
  test('a party may be renamed more than once', () => {
    expect(
      given(registered, renamed).when(askOf('RenameParty', { ...renaming, newName: 'Acme Group' })),
    ).toMatchObject({ events: [{ type: 'PartyRenamed' }] });
  });
  test('needs a party that is registered', () => {
    expect(given().when(rename)).toMatchObject({ rejection: { code: 'UNKNOWN_PARTY' } });
  });
});
