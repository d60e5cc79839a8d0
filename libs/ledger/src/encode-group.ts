import type { Append, Requirement, Reservation } from '@dealtrail/event-sourcing/log';
import { bytea, int4, int8, json, rowArray, text, uuid } from './binary-rows.ts';

/** A group as it goes to the database: the arguments of log.append (infra/migrations/0003_append.sql). */
export type EncodedGroup = {
  readonly ledgerId: string;
  readonly isDryRun: boolean;
  /** Some append takes its stream at any version. */
  readonly isAny: boolean;
  /** Rows of log.asked and log.need, whose object ids are still to be said. */
  readonly asked: Buffer;
  readonly needs: Buffer;
  readonly group: readonly Append[];
  readonly places: readonly Place[];
  /** In the order of the rows of `needs`. */
  readonly needsAsked: readonly Need[];
};

export type Need = {
  readonly of: number;
  readonly streamId: string;
  readonly kind: 'exists' | 'at' | 'free' | 'reserve' | 'release';
  readonly scope?: string;
  readonly key: string;
  readonly version?: number;
  readonly asked: Requirement | Reservation;
};

/** Which append of the group is the first on the same stream, and which of those it is itself; from 1. */
export type Place = { readonly first: number; readonly nth: number };

/** Apart from writing it, so that a next one can be encoded while one is away. */
export const encodeGroup = (ledgerId: string, group: readonly Append[], isDryRun: boolean): EncodedGroup => {
  const places = placesOf(group);
  const needsAsked = group.flatMap((append, index) => needsOf(append, index + 1));
  return {
    ...{ ledgerId, isDryRun, group, places, needsAsked },
    isAny: group.some(({ expectedVersion }) => expectedVersion === 'any'),
    asked: askedRows(group.map((append, index) => ({ append, place: places[index] ?? alone }))),
    needs: needRows(needsAsked),
  };
};

type Placed = { readonly append: Append; readonly place: Place };

const alone: Place = { first: 1, nth: 1 };

/** Columns of log.asked. */
const askedRows = rowArray<Placed>([
  text(({ append }) => append.streamId),
  int4(({ place }) => place.first),
  int4(({ place }) => place.nth),
  int8(({ append }) => (append.expectedVersion === 'any' ? undefined : append.expectedVersion)),
  text(({ append }) => append.commandId),
  bytea(({ append }) => append.fingerprint),
  uuid(({ append }) => append.event?.eventId),
  text(({ append }) => append.event?.type),
  int4(({ append }) => append.event?.schemaVersion),
  json(({ append }) => append.event?.payload),
]);

/** Columns of log.need. */
const needRows = rowArray<Need>([
  int8(({ of }) => of),
  text(({ streamId }) => streamId),
  text(({ kind }) => kind),
  text(({ scope }) => scope),
  text(({ key }) => key),
  int8(({ version }) => version),
]);

const placesOf = (group: readonly Append[]): readonly Place[] => {
  const last = new Map<string, Place>();
  return group.map(({ streamId }, index) => {
    const before = last.get(streamId);
    const place =
      before === undefined ? { first: index + 1, nth: 1 } : { first: before.first, nth: before.nth + 1 };
    last.set(streamId, place);
    return place;
  });
};

const needsOf = ({ streamId, requires, reserves, releases }: Append, of: number): readonly Need[] => [
  ...requires.map((asked) => ({ of, streamId, ...needOf(asked) })),
  ...reserves.map((asked): Need => ({ of, streamId, kind: 'reserve', ...asked, asked })),
  ...releases.map((asked): Need => ({ of, streamId, kind: 'release', ...asked, asked })),
];

const needOf = (asked: Requirement): Omit<Need, 'of' | 'streamId'> => {
  switch (asked.kind) {
    case 'streamExists':
      return { kind: 'exists', key: asked.streamId, asked };
    case 'streamAt':
      return { kind: 'at', key: asked.streamId, version: asked.version, asked };
    case 'free':
      return { kind: 'free', scope: asked.scope, key: asked.key, asked };
  }
};
