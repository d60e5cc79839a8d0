import type {
  Append,
  AppendResult,
  CommandOutcome,
  Requirement,
  Reservation,
} from '@dealtrail/event-sourcing/log';
import type { Pool, PoolClient } from 'pg';
import { byteaArray, int4Array, int8Array, jsonArray, textArray, uuidArray } from './binary-arrays.ts';
import { timesFrom } from './instant.ts';

/** Arguments of log.append in infra/migrations/0003_append.sql, where the rules are. */
const text = `select * from log.append($1, $2, $3::text[], $4::integer[], $5::integer[], $6::bigint[], $7::text[],
  $8::bytea[], $9::uuid[], $10::text[], $11::integer[], $12::json[],
  $13::bigint[], $14::text[], $15::text[], $16::text[], $17::bigint[])`;

/** The first row of the answer: where the new events begin. */
type Written = {
  readonly position: number;
  readonly recorded_at: string;
  /** At each stream's first append, its version before the group; null where every append said it. */
  readonly versions: readonly string[] | null;
  readonly waited_us: number;
};

/** An append that was not simply written. */
type Odd = {
  /** Which of the group, from 1. */
  readonly ord: number;
  readonly result: Exclude<AppendResult['result'], 'appended'> | 'unchanged';
  readonly version: number;
  readonly position: number;
  readonly recorded_at: string;
  readonly stream_id: string;
  readonly event_id: string | null;
  readonly type: string | null;
  /** Which of the group's conditions was not met, from 1. */
  readonly need: number | null;
  readonly holder: string | null;
};

type Need = {
  readonly of: number;
  readonly kind: 'exists' | 'at' | 'free' | 'reserve' | 'release';
  readonly scope?: string;
  readonly key: string;
  readonly version?: number;
  readonly asked: Requirement | Reservation;
};

export type GroupAnswer = {
  /** One for each append, in their order. */
  readonly results: readonly AppendResult[];
  readonly headLockMs: number;
};

/** A group as it goes to the database. */
export type EncodedGroup = Asked & { readonly values: readonly unknown[] };

/** Apart from writing it, so that a next one can be encoded while one is away. */
export const encodeGroup = (ledgerId: string, group: readonly Append[], isDryRun: boolean): EncodedGroup => {
  const needs = group.flatMap((append, index) => needsOf(append, index + 1));
  const places = placesOf(group);
  return {
    ...{ group, places, needs },
    values: [ledgerId, isDryRun, ...arraysOf(group, places), ...arraysOfNeeds(needs)],
  };
};

/** Judges and writes a group in one statement, which is one transaction unless the client is in one already. */
export const writeGroup = async (
  pool: Pick<Pool | PoolClient, 'query'>,
  encoded: EncodedGroup,
): Promise<GroupAnswer> => {
  const { rows } = await pool.query<Written & Odd>({ name: 'log.append', text, values: [...encoded.values] });
  const [written, ...odds] = rows;
  if (written === undefined) throw new Error('log.append gave no row');
  return { results: resultsOf(encoded, written, odds), headLockMs: written.waited_us / 1_000 };
};

const arraysOf = (group: readonly Append[], places: readonly Place[]): readonly Buffer[] => [
  textArray(group.map((append) => append.streamId)),
  int4Array(places.map((place) => place.first)),
  int4Array(places.map((place) => place.nth)),
  int8Array(group.map((append) => (append.expectedVersion === 'any' ? undefined : append.expectedVersion))),
  textArray(group.map((append) => append.commandId)),
  byteaArray(group.map((append) => append.fingerprint)),
  uuidArray(group.map((append) => append.event?.eventId)),
  textArray(group.map((append) => append.event?.type)),
  int4Array(group.map((append) => append.event?.schemaVersion)),
  jsonArray(group.map((append) => append.event?.payload)),
];

/** Which append of the group is the first on the same stream, and which of those it is itself; from 1. */
type Place = { readonly first: number; readonly nth: number };

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

const arraysOfNeeds = (needs: readonly Need[]): readonly Buffer[] => [
  int8Array(needs.map((need) => need.of)),
  textArray(needs.map((need) => need.kind)),
  textArray(needs.map((need) => need.scope)),
  textArray(needs.map((need) => need.key)),
  int8Array(needs.map((need) => need.version)),
];

const needsOf = (append: Append, of: number): readonly Need[] => [
  ...append.requires.map((asked) => needOf(asked, of)),
  ...append.reserves.map((asked): Need => ({ of, kind: 'reserve', ...asked, asked })),
  ...append.releases.map((asked): Need => ({ of, kind: 'release', ...asked, asked })),
];

const needOf = (asked: Requirement, of: number): Need => {
  switch (asked.kind) {
    case 'streamExists':
      return { of, kind: 'exists', key: asked.streamId, asked };
    case 'streamAt':
      return { of, kind: 'at', key: asked.streamId, version: asked.version, asked };
    case 'free':
      return { of, kind: 'free', scope: asked.scope, key: asked.key, asked };
  }
};

type Asked = {
  readonly group: readonly Append[];
  readonly places: readonly Place[];
  readonly needs: readonly Need[];
};

/** The new events follow each other in position and time, and those of one stream in version. */
const resultsOf = (
  { group, places, needs }: Asked,
  written: Written,
  odds: readonly Odd[],
): readonly AppendResult[] => {
  const oddOf = new Map(odds.map((odd) => [odd.ord, odd]));
  const bases = (written.versions ?? []).map(Number);
  const timeOf = timesFrom(written.recorded_at);
  const newOn = new Map<number, number>();
  let count = 0;
  return group.map((append, index) => {
    const odd = oddOf.get(index + 1);
    if (odd !== undefined) return oddResult(append, odd, needs);
    const { first } = places[index] ?? { first: index + 1 };
    const before = newOn.get(first) ?? 0;
    newOn.set(first, before + 1);
    const base = append.expectedVersion === 'any' ? (bases[first - 1] ?? 0) : append.expectedVersion;
    const nth = count++;
    return {
      result: 'appended',
      outcome: outcomeOf(append, {
        stream_id: append.streamId,
        version: base + before + 1,
        position: written.position + nth,
        recorded_at: timeOf(nth),
        event_id: append.event?.eventId ?? null,
        type: append.event?.type ?? null,
      }),
    };
  });
};

const oddResult = (append: Append, odd: Odd, needs: readonly Need[]): AppendResult => {
  switch (odd.result) {
    case 'unchanged':
      return { result: 'appended', outcome: outcomeOf(append, odd) };
    case 'replayed':
      return { result: 'replayed', outcome: outcomeOf(append, odd) };
    case 'commandIdReused':
      return { result: odd.result };
    case 'versionConflict':
      return { result: odd.result, version: odd.version };
    case 'requirementFailed':
    case 'reserved':
      return refusalOf(odd, needs);
  }
};

const refusalOf = (odd: Odd, needs: readonly Need[]): AppendResult => {
  const asked = odd.need === null ? undefined : needs[odd.need - 1]?.asked;
  if (asked === undefined)
    throw new Error(`log.append refused for condition ${String(odd.need)}, which was not sent`);
  return 'kind' in asked
    ? { result: 'requirementFailed', requirement: asked }
    : { result: 'reserved', reservation: asked, holder: odd.holder ?? '' };
};

const outcomeOf = (
  { commandId, fingerprint }: Append,
  at: Pick<Odd, 'stream_id' | 'version' | 'position' | 'recorded_at' | 'event_id' | 'type'>,
): CommandOutcome => ({
  commandId,
  fingerprint,
  streamId: at.stream_id,
  version: at.version,
  position: at.position,
  recordedAt: at.recorded_at,
  ...(at.event_id === null || at.type === null ? {} : { event: { eventId: at.event_id, type: at.type } }),
});
