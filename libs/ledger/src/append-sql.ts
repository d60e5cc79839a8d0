import type { Append, AppendResult, CommandOutcome } from '@dealtrail/event-sourcing/log';
import type { Pool, PoolClient } from 'pg';
import { asRowsOf } from './binary-rows.ts';
import type { EncodedGroup, Need } from './encode-group.ts';
import { timesFrom } from './instant.ts';
import type { RowTypes } from './lineage.ts';

/** Arguments and answer of log.append in infra/migrations/0003_append.sql, where the rules are. */
const text = 'select * from log.append($1, $2, $3, $4, $5)';

/** Where the new events begin. */
type Written = {
  readonly position: number;
  readonly recorded_at: string;
  /** At each stream's first append, its version before the group; null where every append said it. */
  readonly versions: readonly string[] | null;
  readonly waited_us: number;
  /** JSON of the appends that were not simply written; null where there are none. */
  readonly odds: string | null;
};

/** An append that was not simply written. */
type Odd = {
  /** Which of the group, from 1. */
  readonly ord: number;
  readonly result: Exclude<AppendResult['result'], 'appended' | 'replaced'> | 'unchanged';
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

export type GroupAnswer = {
  /** One for each append, in their order. */
  readonly results: readonly AppendResult[];
  readonly headLockMs: number;
};

/** Judges and writes a group in one statement, which is one transaction unless the client is in one already. */
export const writeGroup = async (
  client: Pick<Pool | PoolClient, 'query'>,
  types: RowTypes,
  encoded: EncodedGroup,
): Promise<GroupAnswer> => {
  const { ledgerId, isDryRun, isAny, asked, needs } = encoded;
  const rowsSent = [asRowsOf(types.asked, asked), asRowsOf(types.need, needs)];
  const values = [ledgerId, isDryRun, isAny, ...rowsSent];
  const { rows } = await client.query<Written>({ name: 'log.append', text, values });
  const [written] = rows;
  if (written === undefined) throw new Error('log.append gave no row');
  return { results: resultsOf(encoded, written), headLockMs: written.waited_us / 1_000 };
};

/** The new events follow each other in position and time, and those of one stream in version. */
const resultsOf = (
  { group, places, needsAsked }: EncodedGroup,
  written: Written,
): readonly AppendResult[] => {
  const odds = written.odds === null ? [] : (JSON.parse(written.odds) as readonly Odd[]);
  const oddOf = new Map(odds.map((odd) => [odd.ord, odd]));
  const bases = (written.versions ?? []).map(Number);
  const timeOf = timesFrom(written.recorded_at);
  const newOn = new Map<number, number>();
  let count = 0;
  return group.map((append, index) => {
    const odd = oddOf.get(index + 1);
    if (odd !== undefined) return oddResult(append, odd, needsAsked);
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
