import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { changedAtColumn } from './index-query.ts';
import type { Condition, IndexQuery, IndexRow } from './index-query.ts';
import { checkpointOf, heldThen } from './postgres-index.ts';
import type { FoundKeys, IndexPlace } from './postgres-index.ts';
import type { ReaderDatabase } from './reader.ts';

/** True for a list whose last changed come first: its order is that of the rows, and of the log before them. */
export const isNewestFirst = ({ order }: IndexQuery): boolean =>
  order.column === changedAtColumn && order.direction === 'desc';

/** Keys that changed after the position: up to here each is looked up in the log, beyond the log is walked from there. */
export const lookUpsMax = 500;

/**
 * The same as `findKeys`, last changed first, without looking at every key. What has not changed since the position comes
 * in the order of the rows; what has is looked up in the log, or, where that is much, the log is walked backwards. A key
 * only ever goes from the former to the latter, so that between the two queries none is lost.
 */
export const findNewest = async <State>(
  db: ReaderDatabase,
  place: IndexPlace<State>,
  query: IndexQuery,
): Promise<FoundKeys> => {
  const range = rangeOf(place, query);
  const unchanged = await inRows(db, place, query, range);
  if (unchanged.moved === 0) return unchanged;
  const others = unchanged.moved > lookUpsMax ? walked(place, query, range) : lookedUp(place, query, range);
  const found = await run(db, place, others, sql`0::bigint`);
  const all = new Map([...unchanged.rows, ...found.rows].map((row) => [row.key, row]));
  const rows = [...all.values()].toSorted((a, b) => Number(b.value) - Number(a.value));
  return { reached: found.reached, rows: rows.slice(0, query.limit) };
};

/** Positions, both inclusive. Of one position there is one key, so no two are alike. */
type Range = { readonly from: number; readonly to: number };

const rangeOf = <State>({ basis }: IndexPlace<State>, { where, after }: IndexQuery): Range => {
  const bounds = where.filter(isOnChange);
  const least = bounds.flatMap((each) => (each.is === 'atLeast' ? [Number(each.value)] : []));
  const most = bounds.flatMap((each) => (each.is === 'atMost' ? [Number(each.value)] : []));
  const before = after === undefined ? [] : [Number(after.value) - 1];
  return { from: Math.max(1, ...least), to: Math.min(basis.position, ...most, ...before) };
};

const isOnChange = ({ column }: Condition): boolean => column === changedAtColumn;

/** Of a key in scope: it matches what the query asks beside the order. */
const matches = <State>(
  place: IndexPlace<State>,
  { where }: IndexQuery,
  key: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`exists (
  select from ${sql.table(`views.${place.index.table}`)} i
  where i.key = ${key} and ${heldThen(
    place,
    where.filter((each) => !isOnChange(each)),
  )})`;

const rowsIn = <State>({ basis, view, build }: IndexPlace<State>): RawBuilder<unknown> =>
  sql`${sql.table(`views.${view.table}`)} r where r.ledger_id = ${basis.ledgerId} and r.build = ${build}`;

const inRows = <State>(
  db: ReaderDatabase,
  place: IndexPlace<State>,
  query: IndexQuery,
  { from, to }: Range,
) =>
  run(
    db,
    place,
    sql`select r.key, r.changed_at as value from ${rowsIn(place)}
      and r.changed_at between ${from} and ${to} and ${matches(place, query, sql`r.key`)}
      order by r.changed_at desc limit ${query.limit}`,
    sql`(select count(*) from (
      select from ${rowsIn(place)} and r.changed_at > ${place.basis.position} limit ${lookUpsMax + 1}) moved)`,
  );

const lookedUp = <State>(
  place: IndexPlace<State>,
  query: IndexQuery,
  { from, to }: Range,
): RawBuilder<unknown> =>
  sql`select m.key, m.position as value from (
      select r.key, (
        select e.position from log.events e
        where e.ledger_id = r.ledger_id and e.stream_id = r.key and e.position <= ${place.basis.position}
        order by e.version desc limit 1) as position
      from ${rowsIn(place)} and r.changed_at > ${place.basis.position}
    ) m
    where m.position between ${from} and ${to} and ${matches(place, query, sql`m.key`)}
    order by m.position desc limit ${query.limit}`;

/** An event is its key's last as at the position where the next of its stream comes later. */
const walked = <State>(
  place: IndexPlace<State>,
  query: IndexQuery,
  { from, to }: Range,
): RawBuilder<unknown> =>
  sql`select e.stream_id as key, e.position as value from log.events e
    where e.ledger_id = ${place.basis.ledgerId} and e.position between ${from} and ${to}
      and not exists (
        select from log.events n
        where n.ledger_id = e.ledger_id and n.stream_id = e.stream_id and n.version = e.version + 1
          and n.position <= ${place.basis.position})
      and ${matches(place, query, sql`e.stream_id`)}
    order by e.position desc limit ${query.limit}`;

type Row = {
  readonly reached: number;
  readonly moved: number;
  readonly key: string | null;
  readonly value: string | null;
};

/** With the build's checkpoint, and how many keys changed after the position, of the same moment. */
const run = async <State>(
  db: ReaderDatabase,
  { basis, view, build }: IndexPlace<State>,
  keys: RawBuilder<unknown>,
  moved: RawBuilder<unknown>,
): Promise<FoundKeys & { readonly moved: number }> => {
  const { rows } = await sql<Row>`
    select c.position::float8 as reached, ${moved}::float8 as moved, f.key, f.value::text as value
    from views.checkpoints c left join lateral (${keys}) f on true
    where ${checkpointOf(basis, view, build)}
    order by f.value desc`.execute(db);
  return {
    reached: rows[0]?.reached ?? 0,
    moved: rows[0]?.moved ?? 0,
    rows: rows.flatMap(({ key, value }): readonly IndexRow[] =>
      key === null || value === null ? [] : [{ key, value }],
    ),
  };
};
