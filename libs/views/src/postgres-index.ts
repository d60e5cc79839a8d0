import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { View, ViewIndex } from '@dealtrail/event-sourcing/view';
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

/**
 * Keys by the filter columns that held at the position, and the build's checkpoint, of one moment. Column names come from
 * the views, never from a request.
 */
export const findKeys = async <State>(
  db: ReaderDatabase,
  basis: ReadBasis,
  view: Name,
  index: ViewIndex<State>,
  build: number,
  query: IndexQuery,
): Promise<FoundKeys> => {
  const direction = query.order.direction === 'asc' ? sql`asc` : sql`desc`;
  const order = sql`${ordered(query.order)} ${direction}, ${byKey}`;
  const { rows } = await sql<{ reached: number; key: string | null; value: string | null }>`
    select c.position::float8 as reached, f.key, f.value
    from views.checkpoints c left join lateral (
      select key, ${sql.ref(query.order.column)}::text as value, row_number() over (order by ${order}) as nth
      from ${sql.table(`views.${index.table}`)}
      where ledger_id = c.ledger_id
        and build = c.build
        and from_position <= ${basis.position}
        and (to_position is null or to_position > ${basis.position})
        ${sql.join(
          query.where.map((each) => sql`and ${condition(each)}`),
          sql` `,
        )}
        ${afterPlace(query)}
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

const byKey = sql`key collate "C"`;

/** Text is compared by its bytes, whatever the database's collation. */
const asScale = (scale: Scale, value: RawBuilder<unknown>): RawBuilder<unknown> =>
  scale === 'text' ? sql`${value} collate "C"` : sql`${value}`;

const ordered = ({ column, as }: Order): RawBuilder<unknown> => asScale(as, sql`${sql.ref(column)}`);

const literal = (scale: Scale, value: string | number): RawBuilder<unknown> =>
  scale === 'text' ? sql`${String(value)}::text` : sql`${String(value)}::numeric`;

const condition = (each: Condition): RawBuilder<unknown> => {
  const column = sql`${sql.ref(each.column)}`;
  switch (each.is) {
    case 'known':
      return sql`${column} is not null`;
    case 'equals':
      return sql`${column} = ${each.value}`;
    case 'atLeast':
      return sql`${asScale(each.as, column)} >= ${literal(each.as, each.value)}`;
    case 'atMost':
      return sql`${asScale(each.as, column)} <= ${literal(each.as, each.value)}`;
    case 'holds':
      return sql`${column} @> array[${each.value}::text]`;
    case 'mentions':
      return sql`exists (select from unnest(${column}) as one(item) where strpos(one.item, ${each.value}) > 0)`;
  }
};

const afterPlace = ({ order, after }: IndexQuery): RawBuilder<unknown> => {
  if (after === undefined) return sql``;
  const [column, value] = [ordered(order), literal(order.as, after.value)];
  const beyond = order.direction === 'asc' ? sql`${column} > ${value}` : sql`${column} < ${value}`;
  return sql`and (${beyond} or (${column} = ${value} and ${byKey} > ${after.key}))`;
};
