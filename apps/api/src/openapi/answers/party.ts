import { Identifier as DealsIdentifier } from '@dealtrail/deals/party/identifier';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import type { NameView, PartyAnswer } from '@dealtrail/views/parties/answer';
import { z } from 'zod';
import { Basis, page } from './basis.ts';
import { component, like } from './component.ts';
import { changedAt, eventId, partyId } from './values.ts';

const Identifier: z.ZodType<PartyAnswer['identifiers'][number]> = component(
  'Identifier',
  'A name that the outside world gave a party: LEI, CIK, ticker, ISIN or FIGI.',
  DealsIdentifier,
);

const Name = component(
  'Name',
  'One of the names of a party.',
  like<NameView>()(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['legal', 'alias', 'former']).describe('former: a legal name before `effectiveAt`.'),
      from: PartialDate.nullable().describe(
        'When it took effect; null: there when the party was registered.',
      ),
      eventId,
    }),
  ),
);

const party = like<PartyAnswer>()(
  z.strictObject({
    partyId,
    name: z.string().describe('The legal name at `effectiveAt`.'),
    names: z.array(Name),
    identifiers: z.array(Identifier),
    seat: z.string().nullable().describe('Where it is at home.'),
    parent: partyId.nullable(),
    changedAt,
  }),
);

const Item = component('Party', 'A party with every name it ever had.', party);

export const PartyWithBasis = component(
  'PartyWithBasis',
  'A party with every name it ever had, and the basis of the answer.',
  party.extend({ basis: Basis }),
);

export const Parties = component('Parties', 'A page of parties.', page(Item));
