import { accept } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { alreadyRecorded } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { PartyId } from '../../values/ids.ts';
import { text } from '../../values/text.ts';
import { Identifier } from '../identifier.ts';
import type { PartyState } from '../party.state.ts';

export const nameLengthMax = 200;
export const aliasesMax = 50;
export const identifiersMax = 50;
export const seatLengthMax = 200;

const fields = z
  .strictObject({
    partyId: PartyId,
    legalName: text(nameLengthMax),
    aliases: z.array(text(nameLengthMax)).min(1).max(aliasesMax).optional(),
    identifiers: z.array(Identifier).min(1).max(identifiersMax).optional(),
    seat: text(seatLengthMax).optional().describe('where it is at home'),
    parent: PartyId.optional(),
  })
  .superRefine(({ partyId, parent }, context) => {
    if (parent !== partyId) return;
    const params = { code: 'BAD_IDENTIFIER' };
    context.addIssue({ code: 'custom', path: ['parent'], params, message: 'a party is not its own parent' });
  });
export type PartyRegistered = z.output<typeof fields>;

/** A party with its names. An identifier that another party holds is refused when the event is appended. */
export const registerParty: Slice<'RegisterParty', 'PartyRegistered', PartyRegistered, PartyState> = {
  command: 'RegisterParty',
  event: 'PartyRegistered',
  schemaVersion: 1,
  summary: 'Register a party with its legal name, aliases and identifiers',
  fields,
  stream: ({ partyId }) => partyId,
  occurredOn: () => null,
  decide: (ask, state) =>
    state.status === 'registered'
      ? alreadyRecorded(state.registration, ask, 'PARTY_ALREADY_REGISTERED', 'This party')
      : accept({ type: 'PartyRegistered', data: ask.data }),
};
