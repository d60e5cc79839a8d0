import type { Recorded } from '@dealtrail/deals/recorded';

/** Anything of the deal's answer as JSON: a figure whole, a stage, a role, a rival. */
export type FieldValue = object | string | number | boolean | null;

/** A source that an event rests on, by its id and by its name as it is known at the later basis. */
export type DiffSource = {
  readonly sourceId: string;
  readonly publisher: string | null;
  readonly title: string | null;
  readonly locator: string | null;
};

/** An event that a change came with: what was recorded, when, by whom, why and on whose word. */
export type DiffEvent = Pick<
  Recorded,
  'eventId' | 'position' | 'type' | 'streamId' | 'recordedAt' | 'actor' | 'reason'
> & { readonly sources: readonly DiffSource[] };

/** A field of the deal's answer that one basis shows otherwise than the other. */
export type FieldDifference = {
  /** A JSON Pointer (RFC 6901) into the deal's answer; a member of a list is named by what identifies it. */
  readonly path: string;
  /** null: not there. */
  readonly before: FieldValue;
  readonly after: FieldValue;
};

export type FieldChange = FieldDifference & {
  /** Every event with which the field changed on the way, oldest first. */
  readonly by: readonly DiffEvent[];
  /** True where it changed because another day of the world is asked about, whatever was recorded. */
  readonly byEffectiveAt: boolean;
};

export type DealDiffAnswer = {
  readonly dealId: string;
  /** In the order of the deal's answer, lists by what identifies their members. */
  readonly changes: readonly FieldChange[];
};
