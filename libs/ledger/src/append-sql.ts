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

/** Arguments of log.append in infra/migrations/0002_append.sql, where the rules are. */
const text = `select * from log.append($1, $2, $3::text[], $4::bigint[], $5::text[], $6::bytea[], $7::uuid[], $8::text[],
  $9::integer[], $10::json[], $11::bigint[], $12::text[], $13::text[], $14::text[], $15::bigint[])`;

/** The first row of the answer: where the new events begin. */
type Written = {
  readonly position: number;
  readonly recorded_at: string;
  /** Per append, the version of its stream before the group; null where every append said it. */
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

/** Judges and writes a group in one statement, which is one transaction unless the client is in one already. */
export const writeGroup = async (
  pool: Pick<Pool | PoolClient, 'query'>,
  ledgerId: string,
  group: readonly Append[],
  isDryRun: boolean,
): Promise<GroupAnswer> => {
  const needs = group.flatMap((append, index) => needsOf(append, index + 1));
  const { rows } = await pool.query<Written & Odd>({
    name: 'log.append',
    text,
    values: [ledgerId, isDryRun, ...arraysOf(group), ...arraysOfNeeds(needs)],
  });
  const [written, ...odds] = rows;
  if (written === undefined) throw new Error('log.append gave no row');
  return { results: resultsOf(group, needs, written, odds), headLockMs: written.waited_us / 1_000 };
};

const arraysOf = (group: readonly Append[]): readonly Buffer[] => [
  textArray(group.map((append) => append.streamId)),
  int8Array(group.map((append) => (append.expectedVersion === 'any' ? undefined : append.expectedVersion))),
  textArray(group.map((append) => append.commandId)),
  byteaArray(group.map((append) => append.fingerprint)),
  uuidArray(group.map((append) => append.event?.eventId)),
  textArray(group.map((append) => append.event?.type)),
  int4Array(group.map((append) => append.event?.schemaVersion)),
  jsonArray(group.map((append) => append.event?.payload)),
];

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

/** The new events follow each other in position and time, and those of one stream in version. */
const resultsOf = (
  group: readonly Append[],
  needs: readonly Need[],
  written: Written,
  odds: readonly Odd[],
): readonly AppendResult[] => {
  const oddOf = new Map(odds.map((odd) => [odd.ord, odd]));
  const versionOf = versionsOf(written);
  const timeOf = timesFrom(written.recorded_at);
  let count = 0;
  return group.map((append, index) => {
    const odd = oddOf.get(index + 1);
    if (odd !== undefined) return oddResult(append, odd, needs);
    const nth = count++;
    return {
      result: 'appended',
      outcome: outcomeOf(append, {
        stream_id: append.streamId,
        version: versionOf(append, index),
        position: written.position + nth,
        recorded_at: timeOf(nth),
        event_id: append.event?.eventId ?? null,
        type: append.event?.type ?? null,
      }),
    };
  });
};

const versionsOf = ({ versions }: Written): ((append: Append, index: number) => number) => {
  const bases = (versions ?? []).map(Number);
  const added = new Map<string, number>();
  return ({ streamId, expectedVersion }, index) => {
    if (expectedVersion !== 'any') return expectedVersion + 1;
    const nth = (added.get(streamId) ?? 0) + 1;
    added.set(streamId, nth);
    return (bases[index] ?? 0) + nth;
  };
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
