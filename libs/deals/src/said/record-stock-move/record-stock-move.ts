import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import type { Book } from '../../record/book.ts';
import type { Rejection } from '../../rejection.ts';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { RateFigure } from '../../values/figure.ts';
import { DealId, EventId, FinancingId, PartyId } from '../../values/ids.ts';
import { Listing } from '../../values/listing.ts';
import { Window } from '../../values/window.ts';
import { isFigi, isIsin } from '../../party/identifier.ts';
import { belowMinusHundred } from './lost-more-than-all.ts';
import { pricesFault } from './prices.ts';
import { provablyOutsideSession } from './session-time.ts';

const shape = z.strictObject({
  partyId: PartyId.describe('whose share moved'),
  listing: Listing,
  dealId: DealId.optional().describe('what the move is recorded against'),
  financingId: FinancingId.optional().describe('or against this'),
  change: RateFigure.optional().describe('signed; needed unless window.price is given'),
  window: Window,
  attributedTo: EventId.optional().describe('the event the source holds to be the cause'),
});
type Body = Partial<z.output<typeof shape>>;
type Refinement = z.core.$RefinementCtx<Body>;

const complain = (context: Refinement, path: readonly string[], code: string, message: string): void => {
  context.addIssue({ code: 'custom', path: [...path], params: { code }, message });
};

const checkListing = (listing: Partial<Listing>, context: Refinement): void => {
  const wrong = (message: string, field: string) => {
    complain(context, ['listing', field], 'BAD_IDENTIFIER_CHECKSUM', message);
  };
  const { isin, figi } = listing;
  if (Listing.shape.isin.safeParse(isin).success && isin !== undefined && !isIsin(isin))
    wrong('is not an ISIN: its check digit does not fit', 'isin');
  if (Listing.shape.figi.safeParse(figi).success && figi !== undefined && !isFigi(figi))
    wrong('is not a FIGI: its check digit does not fit', 'figi');
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const fields = shape.superRefine(
  (body: Body, context) => {
    if (!isObject(body)) return;
    if (body.dealId !== undefined && body.financingId !== undefined)
      complain(context, ['financingId'], 'INVALID_FIELDS', 'give dealId or financingId, not both');
    if (body.change === undefined && isObject(body.window) && body.window.price === undefined)
      complain(context, ['change'], 'MISSING_FIELD', 'change is needed unless window.price is given');
    if (isObject(body.listing)) checkListing(body.listing, context);
  },
  { when: () => true },
);
export type StockMoveRecorded = z.output<typeof fields>;

const trailingFault = ({ window }: StockMoveRecorded): Rejection | undefined =>
  window.measure === 'trailing' && window.trailingPeriod === undefined
    ? {
        code: 'TRAILING_PERIOD_REQUIRED',
        detail: 'a trailing move says over what period: {"count": 1, "unit": "year"}',
        pointer: '/window/trailingPeriod',
      }
    : undefined;

const sessionFault = ({ listing, window }: StockMoveRecorded): Rejection | undefined =>
  provablyOutsideSession(listing, window)
    ? {
        code: 'SESSION_TIME_MISMATCH',
        detail: `no ${window.session} session of ${listing.mic} on that day was open then: mend one, or say "unspecified"`,
        pointer: '/window/observedAt',
      }
    : undefined;

/** A share price moved, as one source measured it: with its session, its measure and its words, never averaged. */
export const recordStockMove: Slice<'RecordStockMove', 'StockMoveRecorded', StockMoveRecorded, Book> = {
  command: 'RecordStockMove',
  event: 'StockMoveRecorded',
  schemaVersion: 1,
  summary: 'Record how far a share moved, in which session and by which measure, as one source says',
  fields,
  stream: ({ dealId, financingId, partyId }) => dealId ?? financingId ?? partyId,
  occurredOn: ({ window }) => window.tradingDate,
  pastDates: ({ window }) => [{ pointer: '/window/observedAt', at: window.observedAt }],
  decide: (ask, book) => {
    const { data } = ask;
    const fault =
      belowMinusHundred(data.change) ?? trailingFault(data) ?? sessionFault(data) ?? pricesFault(data);
    if (fault !== undefined) return reject(fault);
    return (
      sameNews(book, { ...ask, type: 'StockMoveRecorded' }) ?? accept({ type: 'StockMoveRecorded', data })
    );
  },
};
