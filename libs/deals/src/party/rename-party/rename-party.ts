import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { PartyId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { text } from '../../values/text.ts';
import type { PartyState } from '../party.state.ts';

export const newNameLengthMax = 200;

const fields = z.strictObject({
  partyId: PartyId,
  newName: text(newNameLengthMax),
  effectiveOn: PartialDate.describe('may lie ahead'),
});
export type PartyRenamed = z.output<typeof fields>;

/** A party takes another legal name; the names it had stay findable. */
export const renameParty: Slice<'RenameParty', 'PartyRenamed', PartyRenamed, PartyState> = {
  command: 'RenameParty',
  event: 'PartyRenamed',
  schemaVersion: 1,
  summary: 'Record that a party takes another name',
  fields,
  stream: ({ partyId }) => partyId,
  occurredOn: ({ effectiveOn }) => effectiveOn,
  mayLieAhead: true,
  decide: (ask, state) =>
    state.status === 'registered'
      ? (sameNews(state.renamings, { ...ask, type: 'PartyRenamed' }) ??
        accept({ type: 'PartyRenamed', data: ask.data }))
      : reject({
          code: 'UNKNOWN_PARTY',
          detail: `${ask.data.partyId} is not registered`,
          pointer: '/partyId',
        }),
};
