import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ViewIndex } from '@dealtrail/event-sourcing/view';
import type { Condition, IndexQuery, IndexRow, Scale } from './index-query.ts';
import type { ReadBasis, ReaderDatabase } from './reader.ts';

/** Keys by the filter columns that held at the position. Column names come from the views, never from a request. */
export const findKeys = async <State>(
  db: ReaderDatabase,
  basis: ReadBasis,
  index: ViewIndex<State>,
  query: IndexQuery,
): Promise<readonly IndexRow[]> => {
  const order = query.order === undefined ? byKey : sql.ref(query.order.column);
  const found = await sql<{ key: string; value: string }>`
    select key, ${order}::text as value
    from ${sql.table(`views.${index.table}`)}
    where ledger_id = ${basis.ledgerId}
      and from_position <= ${basis.position}
      and (to_position is null or to_position > ${basis.position})
      ${sql.join(query.where.map((each) => sql`and ${condition(each)}`), sql` `)}
      ${afterPlace(query)}
    order by ${orderBy(query)}
    limit ${query.limit}`.execute(db);
  return found.rows;
};

const byKey = sql`key collate "C"`;

const types: Readonly<Record<Scale, RawBuilder<unknown>>> = {
  text: sql`text collate "C"`,
  number: sql`numeric`,
};

const condition = (each: Condition): RawBuilder<unknown> => {
  const column = sql.ref(each.column);
  switch (each.is) {
    case 'equals':
      return sql`${column} = ${each.value}`;
    case 'atLeast':
      return sql`${column} >= ${String(each.value)}::${types[each.as]}`;
    case 'atMost':
      return sql`${column} <= ${String(each.value)}::${types[each.as]}`;
    case 'holds':
      return sql`${column} @> array[${each.value}::text]`;
    case 'mentions':
      return sql`exists (select from unnest(${column}) as one(item) where strpos(one.item, ${each.value}) > 0)`;
  }
};

const orderBy = ({ order }: IndexQuery): RawBuilder<unknown> => {
  if (order === undefined) return byKey;
  return order.direction === 'asc' ? sql`${sql.ref(order.column)} asc, ${byKey}` : sql`${sql.ref(order.column)} desc, ${byKey}`;
};

const afterPlace = ({ order, after }: IndexQuery): RawBuilder<unknown> => {
  if (after === undefined) return sql``;
  if (order === undefined) return sql`and ${byKey} > ${after.key}`;
  const column = sql.ref(order.column);
  const value = sql`${after.value}::${types[order.as]}`;
  const beyond = order.direction === 'asc' ? sql`${column} > ${value}` : sql`${column} < ${value}`;
  return sql`and (${beyond} or (${column} = ${value} and ${byKey} > ${after.key}))`;
};
