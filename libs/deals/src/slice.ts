import type { Reservation } from '@dealtrail/event-sourcing/log';
import type { z } from 'zod';
import type { Recorded } from './recorded.ts';
import type { Rejection } from './rejection.ts';
import type { Citation } from './values/citation.ts';
import type { Instant } from './values/instant.ts';
import type { Modality } from './values/modality.ts';
import type { PartialDate } from './values/partial-date.ts';

/** A command after parsing: its own fields under `data`, what every command carries beside them. */
export type Ask<Name extends string = string, Fields = unknown> = {
  readonly type: Name;
  readonly data: Fields;
  readonly sources: readonly Citation[];
  readonly modality: Modality;
  readonly reason?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly causationId?: string | undefined;
};

/** A name that a fact takes, and where in the command's body it stands (JSON pointer), should another hold it already. */
export type Taken = Reservation & { readonly pointer: string };

/** What became true, not yet recorded. */
export type Fact<Type extends string = string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data;
  /** Names this fact claims or gives up across streams (a source's url, a party's identifier). */
  readonly reserves?: readonly Taken[];
  readonly releases?: readonly Reservation[];
};

export type SliceDecision<F extends Fact = Fact> =
  | { readonly outcome: 'accepted'; readonly events: readonly [] | readonly [F] }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection }
  /** Cannot be judged without these streams: load them into the context and ask again. They must stay as read. */
  | { readonly outcome: 'needs'; readonly streamIds: readonly string[] };

/** Everything a rule may look at besides its own stream. */
export type Context = {
  /** YYYY-MM-DD, today at UTC+14, the latest "today" anywhere (rule 10). */
  readonly today: string;
  /** Events that the command points at, by the field that pointed: `targetEventId`, `claimEventId`, `attributedTo`. */
  readonly targets: Readonly<Record<string, Recorded>>;
  /** Histories of other streams that a decision asked for with `needs`. */
  readonly streams: ReadonlyMap<string, readonly Recorded[]>;
};

/** A date or an instant in a command's fields, with its JSON pointer; absent where it was not given. */
export type PastDate = { readonly pointer: string; readonly at: PartialDate | Instant | undefined };

/**
 * One command: what is asked, what becomes true, the rule. State is that of the stream the command writes to.
 * `decide` is a method so that slices of different types fit one registry.
 */
export type Slice<
  Name extends string = string,
  Type extends string = string,
  Fields = unknown,
  State = unknown,
> = {
  readonly command: Name;
  readonly event: Type;
  readonly schemaVersion: number;
  /** The command's own fields, without sources, modality, reason, correlationId and causationId. */
  readonly fields: z.ZodType<Fields>;
  /** One line for OpenAPI and the CLI's help. */
  readonly summary: string;
  /** The stream written to; undefined: that of the event pointed at by `targetEventId` or `claimEventId`. */
  stream(fields: Fields): string | undefined;
  /** When it happened in the world; null for events about our own record. */
  occurredOn(fields: Fields): PartialDate | null;
  /** True where that date is an effective date, which may lie ahead (rule 10). */
  readonly mayLieAhead?: boolean;
  /** Further dates that cannot lie ahead (rule 10): when a price was seen, when a document was published. */
  pastDates?(fields: Fields): readonly PastDate[];
  decide(ask: Ask<Name, Fields>, state: State, context: Context): SliceDecision<Fact<Type, Fields>>;
};
