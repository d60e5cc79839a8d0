import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ViewIndex } from '@dealtrail/event-sourcing/view';
import type { Condition, IndexQuery, IndexRow, Order, Scale } from './index-query.ts';
import type { ReadBasis, ReaderDatabase } from './reader.ts';

/** Keys by the filter columns that held at the position. Column names come from the views, never from a request. */
export const findKeys = async <State>(
  db: ReaderDatabase,
  basis: ReadBasis,
  index: ViewIndex<State>,
  query: IndexQuery,
): Promise<readonly IndexRow[]> => {
  const found = await sql<{ key: string; value: string }>`
    select key, ${sql.ref(query.order.column)}::text as value
    from ${sql.table(`views.${index.table}`)}
    where ledger_id = ${basis.ledgerId}
      and from_position <= ${basis.position}
      and (to_position is null or to_position > ${basis.position})
      ${sql.join(
        query.where.map((each) => sql`and ${condition(each)}`),
        sql` `,
      )}
      ${afterPlace(query)}
    order by ${ordered(query.order)} ${query.order.direction === 'asc' ? sql`asc` : sql`desc`}, ${byKey}
    limit ${query.limit}`.execute(db);
  return found.rows;
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
