import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { View, ViewIndex } from '@dealtrail/event-sourcing/view';
import { changedAtColumn } from './index-query.ts';
import type { Condition, IndexQuery, IndexRow, Order, Scale } from './index-query.ts';
import type { ReadBasis, ReaderDatabase } from './reader.ts';

type Name = Pick<View<unknown>, 'name' | 'version'>;

/** Of `views.checkpoints c`: the one of a build as a whole. There is none any more once the build was dropped. */
export const checkpointOf = (
  { ledgerId }: ReadBasis,
  { name, version }: Name,
  build: number,
): RawBuilder<unknown> =>
  sql`c.ledger_id = ${ledgerId} and c.view = ${name} and c.version = ${version} and c.build = ${build} and c.part = 0`;

export type FoundKeys = {
  /** How far the build had come when it was looked at; 0 where it is not there any more. */
  readonly reached: number;
  readonly rows: readonly IndexRow[];
};

/** Where keys are looked for. Table and column names come from the views, never from a request. */
export type IndexPlace<State = unknown> = {
  readonly basis: ReadBasis;
  readonly view: Name & Pick<View<State>, 'table'>;
  readonly index: ViewIndex<State>;
  readonly build: number;
};

/** Keys by the filter columns that held at the position, and the build's checkpoint, of one moment. */
export const findKeys = async <State>(
  db: ReaderDatabase,
  place: IndexPlace<State>,
  query: IndexQuery,
): Promise<FoundKeys> => {
  const { basis, view, index, build } = place;
  const direction = query.order.direction === 'asc' ? sql`asc` : sql`desc`;
  const order = sql`${ordered(query.order, place)} ${direction}, ${byKey}`;
  const { rows } = await sql<{ reached: number; key: string | null; value: string | null }>`
    select c.position::float8 as reached, f.key, f.value
    from views.checkpoints c left join lateral (
      select i.key, ${column(query.order.column, place)}::text as value, row_number() over (order by ${order}) as nth
      from ${sql.table(`views.${index.table}`)} i
      where ${heldThen(place, query.where)}
        ${afterPlace(query, place)}
      order by ${order}
      limit ${query.limit}
    ) f on true
    where ${checkpointOf(basis, view, build)}
    order by f.nth`.execute(db);
  return {
    reached: rows[0]?.reached ?? 0,
    rows: rows.flatMap(({ key, value }) => (key === null || value === null ? [] : [{ key, value }])),
  };
};

/** Of the index `i`: the version that held at the position, and the conditions. */
export const heldThen = <State>(
  place: IndexPlace<State>,
  where: readonly Condition[],
): RawBuilder<unknown> => sql`i.ledger_id = ${place.basis.ledgerId}
  and i.build = ${place.build}
  and i.from_position <= ${place.basis.position}
  and (i.to_position is null or i.to_position > ${place.basis.position})
  ${sql.join(
    where.map((each) => sql`and ${condition(each, place)}`),
    sql` `,
  )}`;

/**
 * Of `i`: the row says when its key changed last, and where that is later than the position, the log when before. The rows' key
 * is found by its index only in the collation that has.
 */
const changedAt = <State>({ basis, view, build }: IndexPlace<State>): RawBuilder<unknown> => sql`(
  select case when r.changed_at <= ${basis.position} then r.changed_at else (
    select e.position from log.events e
    where e.ledger_id = r.ledger_id and e.stream_id = r.key and e.position <= ${basis.position}
    order by e.version desc limit 1) end
  from ${sql.table(`views.${view.table}`)} r
  where r.ledger_id = ${basis.ledgerId} and r.build = ${build} and r.key = i.key collate "default")`;

const column = <State>(name: string, place: IndexPlace<State>): RawBuilder<unknown> =>
  name === changedAtColumn ? changedAt(place) : sql`${sql.ref(`i.${name}`)}`;

const byKey = sql`i.key collate "C"`;

/** Text is compared by its bytes, whatever the database's collation. */
const asScale = (scale: Scale, value: RawBuilder<unknown>): RawBuilder<unknown> =>
  scale === 'text' ? sql`${value} collate "C"` : sql`${value}`;

const ordered = <State>(order: Order, place: IndexPlace<State>): RawBuilder<unknown> =>
  asScale(order.as, column(order.column, place));

const literal = (scale: Scale, value: string | number): RawBuilder<unknown> =>
  scale === 'text' ? sql`${String(value)}::text` : sql`${String(value)}::numeric`;

const condition = <State>(each: Condition, place: IndexPlace<State>): RawBuilder<unknown> => {
  const held = column(each.column, place);
  switch (each.is) {
    case 'known':
      return sql`${held} is not null`;
    case 'equals':
      return sql`${held} = ${each.value}`;
    case 'atLeast':
      return sql`${asScale(each.as, held)} >= ${literal(each.as, each.value)}`;
    case 'atMost':
      return sql`${asScale(each.as, held)} <= ${literal(each.as, each.value)}`;
    case 'holds':
      return sql`${held} @> array[${each.value}::text]`;
    case 'mentions':
      return sql`exists (select from unnest(${held}) as one(item) where strpos(one.item, ${each.value}) > 0)`;
  }
};

const afterPlace = <State>({ order, after }: IndexQuery, place: IndexPlace<State>): RawBuilder<unknown> => {
  if (after === undefined) return sql``;
  const [held, value] = [ordered(order, place), literal(order.as, after.value)];
  const beyond = order.direction === 'asc' ? sql`${held} > ${value}` : sql`${held} < ${value}`;
  return sql`and (${beyond} or (${held} = ${value} and ${byKey} > ${after.key}))`;
};
