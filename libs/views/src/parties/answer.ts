import type { PartialDate } from '@dealtrail/deals/values/partial-date';

export type NameView = {
  readonly name: string;
  readonly kind: 'legal' | 'alias' | 'former';
  /** When the name took effect; null: it was there when the party was registered. */
  readonly from: PartialDate | null;
  readonly eventId: string;
};

export type PartyAnswer = {
  readonly partyId: string;
  /** The legal name at `effectiveAt`. */
  readonly name: string;
  readonly names: readonly NameView[];
  readonly identifiers: readonly { readonly scheme: string; readonly value: string }[];
  readonly seat: string | null;
  readonly parent: string | null;
  readonly changedAt: number;
};
