import { RateFigure } from '@dealtrail/deals/values/figure';
import { Listing } from '@dealtrail/deals/values/listing';
import { Modality } from '@dealtrail/deals/values/modality';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import { MoveMeasure, Session, Window } from '@dealtrail/deals/values/window';
import type { MoveGroup, MoveView, StockReactionsAnswer } from '@dealtrail/views/stock-reactions/answer';
import { z } from 'zod';
import { Basis } from './basis.ts';
import { component, like, word } from './component.ts';
import { conflicts } from './conflicts.ts';
import { changedAt, dealId, eventId, partyId, position, sources, streamId } from './values.ts';

const Move = component(
  'StockMove',
  'A share-price move as one source gave it.',
  like<MoveView>()(
    z.strictObject({
      eventId,
      position,
      streamId: streamId.describe('What it was recorded against: a deal, a financing or the party itself.'),
      partyId,
      change: RateFigure.nullable().describe('In basis points; null when only prices are given.'),
      asStated: z.string().nullable().describe("The source's words."),
      window: Window,
      attributedTo: eventId.nullable().describe('The event that the move is put down to, if anybody says.'),
      sources,
      modality: Modality,
    }),
  ),
);

const Group = component(
  'StockMoveGroup',
  'Moves that speak of the same thing, side by side and never averaged.',
  like<MoveGroup>()(
    z.strictObject({
      listing: Listing,
      tradingDate: PartialDate,
      session: word(Session),
      measure: word(MoveMeasure),
      moves: z.array(Move),
    }),
  ),
);

const reactions = like<StockReactionsAnswer>()(
  z.strictObject({ dealId, groups: z.array(Group), conflicts, changedAt }),
);

export const StockReactions = component(
  'StockReactions',
  'How share prices moved. A move whose session, measure or date is unspecified stands alone.',
  reactions.extend({ basis: Basis }),
);
