import type {
  Append,
  AppendResult,
  CommandOutcome,
  Requirement,
  Reservation,
} from '@dealtrail/event-sourcing/log';
import type { Pool, PoolClient } from 'pg';

/** Arguments of log.append in infra/migrations/0002_append.sql, where the rules are. */
const text = `select * from log.append($1, $2, $3::text[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::text[],
  $9::integer[], $10::text[], $11::bigint[], $12::text[], $13::text[], $14::text[], $15::bigint[])`;

type Row = {
  readonly ord: number;
  readonly result: AppendResult['result'];
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
  readonly scope: string | null;
  readonly key: string;
  readonly version: number | null;
  readonly asked: Requirement | Reservation;
};

/** Judges and writes a group in one statement, which is one transaction unless the client is in one already. */
export const writeGroup = async (
  pool: Pick<Pool | PoolClient, 'query'>,
  ledgerId: string,
  group: readonly Append[],
  isDryRun: boolean,
): Promise<readonly AppendResult[]> => {
  const needs = group.flatMap((append, index) => needsOf(append, index + 1));
  const { rows } = await pool.query<Row>({
    name: 'log.append',
    text,
    values: [
      ledgerId,
      isDryRun,
      group.map((append) => append.streamId),
      group.map((append) => append.expectedVersion),
      group.map((append) => append.commandId),
      group.map((append) => append.fingerprint),
      group.map((append) => append.event?.eventId),
      group.map((append) => append.event?.type),
      group.map((append) => append.event?.schemaVersion),
      group.map((append) => append.event?.payload),
      needs.map((need) => need.of),
      needs.map((need) => need.kind),
      needs.map((need) => need.scope),
      needs.map((need) => need.key),
      needs.map((need) => need.version),
    ],
  });
  return group.map((append, index) => resultOf(append, rows[index], needs));
};

const needsOf = (append: Append, of: number): readonly Need[] => [
  ...append.requires.map((asked) => needOf(asked, of)),
  ...append.reserves.map((asked): Need => ({ of, kind: 'reserve', ...asked, version: null, asked })),
  ...append.releases.map((asked): Need => ({ of, kind: 'release', ...asked, version: null, asked })),
];

const needOf = (asked: Requirement, of: number): Need => {
  switch (asked.kind) {
    case 'streamExists':
      return { of, kind: 'exists', scope: null, key: asked.streamId, version: null, asked };
    case 'streamAt':
      return { of, kind: 'at', scope: null, key: asked.streamId, version: asked.version, asked };
    case 'free':
      return { of, kind: 'free', scope: asked.scope, key: asked.key, version: null, asked };
  }
};

const resultOf = (append: Append, row: Row | undefined, needs: readonly Need[]): AppendResult => {
  if (row === undefined) throw new Error(`log.append gave no row for command ${append.commandId}`);
  switch (row.result) {
    case 'appended':
    case 'replayed':
      return { result: row.result, outcome: outcomeOf(append, row) };
    case 'commandIdReused':
      return { result: row.result };
    case 'versionConflict':
      return { result: row.result, version: row.version };
    case 'requirementFailed':
    case 'reserved':
      return refusalOf(row, needs);
  }
};

const refusalOf = (row: Row, needs: readonly Need[]): AppendResult => {
  const asked = row.need === null ? undefined : needs[row.need - 1]?.asked;
  if (asked === undefined)
    throw new Error(`log.append refused for condition ${String(row.need)}, which was not sent`);
  return 'kind' in asked
    ? { result: 'requirementFailed', requirement: asked }
    : { result: 'reserved', reservation: asked, holder: row.holder ?? '' };
};

const outcomeOf = (append: Append, row: Row): CommandOutcome => ({
  commandId: append.commandId,
  fingerprint: append.fingerprint,
  streamId: row.stream_id,
  version: row.version,
  position: row.position,
  recordedAt: row.recorded_at,
  ...(row.event_id === null || row.type === null ? {} : { event: { eventId: row.event_id, type: row.type } }),
});
