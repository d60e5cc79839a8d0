import type { AnyFigure } from '../values/figure.ts';
import type { Citation } from '../values/citation.ts';
import type { EventId, PartyId } from '../values/ids.ts';
import type { Modality } from '../values/modality.ts';
import type { PartialDate } from '../values/partial-date.ts';
import type { FigureKind } from '../values/scale.ts';

/** What a share counts and of what it is the share (rule 8). */
export type MeasuredBy = { readonly numerator: readonly string[]; readonly denominator?: string | undefined };

/** A party concerned says that it is not so. */
export type Denial = {
  readonly eventId: EventId;
  readonly byParty: PartyId;
  readonly sources: readonly Citation[];
};

/** An analyst let this claim stand. */
export type Adoption = { readonly eventId: EventId; readonly position: number; readonly rationale: string };

/** One thing that somebody says of one path of one subject. Claims are made from events, never stored. */
export type Claim = {
  /** The event that makes the claim; with the path it names the claim. */
  readonly claimEventId: EventId;
  readonly position: number;
  /** Stream the claim speaks of: a deal, a financing or a party. */
  readonly subject: string;
  /**
   * A term path (section 3a; capacities carry their measure: `deal.capacity.gross`), or `deal.class`,
   * `deal.role.<role>.<partyId>`, `financing.role.<role>.<partyId>`, `financing.rating.<AGENCY>`,
   * `event.<eventId>.<field>` for a field that is no term.
   */
  readonly path: string;
  /** What the figure is of; an undisclosed figure on `other.<name>` counts as text. */
  readonly kind: FigureKind;
  /** A word (a class, a stage, a party) is an exact text. */
  readonly value: AnyFigure;
  readonly modality: Modality;
  /** Every source that says so, later citations included. */
  readonly sources: readonly Citation[];
  readonly saidBy?: PartyId | undefined;
  readonly measuredBy?: MeasuredBy | undefined;
  readonly asOf?: PartialDate | undefined;
  /** From when the world was so: only a change of the world (a renaming, a change of rating) has it. */
  readonly effectiveOn?: PartialDate | undefined;
  /** The part that a rating is of; claims about different parts are not rivals. */
  readonly scope?: string | undefined;
  /** The prepayment that a share is of, where the event says; shares of two prepayments are no rivals. */
  readonly prepaymentId?: string | undefined;
  readonly eventType: string;
  /** When the event happened, as far as it says. */
  readonly occurredOn: PartialDate | null;
  readonly standing: 'standing' | 'retracted' | 'correctedAway';
  readonly denials: readonly Denial[];
  /** The adoption that stands, if the latest one on this path chose this claim. */
  readonly adoption?: Adoption | undefined;
};

/** Opinions, forecasts and inferences never set a term (rule 7); they stand only while nothing else does. */
export const weakModalities: ReadonlySet<Modality> = new Set(['opinion', 'forecast', 'inference']);
