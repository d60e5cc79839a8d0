import type { IndexValue, View, ViewIndex } from '@dealtrail/event-sourcing/view';
import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import type { Folded, FoldedRow, IndexVersion } from './fold-page.ts';
import type { Lease, Post } from './lease.ts';
import { inTransaction } from './transaction.ts';

/** Where a part stands after what is stored, and how many events of its share that took. */
export type Advance = { readonly position: number; readonly events: number };

/** Characters of state or of index rows that one statement carries: a second's work for the server. */
const statementChars = 8_000_000;

/**
 * What a part folded, and its checkpoint, in one transaction of as many statements as it takes. False, and nothing is
 * stored, where the lease is another's by now or the build was given up. It also renews the lease: whoever wants it
 * meanwhile waits for the row of the checkpoint.
 */
export const storeFold = async (
  pool: Pool,
  post: Post & { readonly view: View<unknown> },
  lease: Lease,
  folded: Folded,
  advance: Advance,
  leaseMs: number,
): Promise<boolean> => {
  return await inTransaction(pool, async (client) => {
    if (!(await moveCheckpoint(client, post, lease, advance, leaseMs))) return false;
    await storeRows(client, post, folded.rows);
    if (post.view.index !== undefined) {
      // A part that begins has no versions to end.
      if (lease.position > 0) await endVersions(client, post, post.view.index, folded.versions);
      await beginVersions(client, post, post.view.index, folded.versions);
    }
    return true;
  });
};

const moveCheckpoint = async (
  client: PoolClient,
  { ledgerId, view, build, part }: Post,
  { epoch, position }: Lease,
  advance: Advance,
  leaseMs: number,
): Promise<boolean> => {
  const { rowCount } = await client.query(
    `update views.checkpoints
     set position = $8, events = events + $9, error = null, lease_until = clock_timestamp() + $10 * interval '1 millisecond'
     where ledger_id = $1 and view = $2 and version = $3 and build = $4 and part = $5 and epoch = $6 and position = $7`,
    [
      ...[ledgerId, view.name, view.version, build, part, epoch, position],
      ...[advance.position, advance.events, leaseMs],
    ],
  );
  return rowCount === 1;
};

type Into = Pick<Post, 'ledgerId' | 'build'> & { readonly view: View<unknown> };

const storeRows = async (
  client: PoolClient,
  { ledgerId, build, view }: Into,
  rows: readonly FoldedRow[],
): Promise<void> => {
  const text = `insert into views.${pg.escapeIdentifier(view.table)} (ledger_id, build, key, changed_at, state)
    select $1, $2, r.key, r.changed_at, r.state from json_to_recordset($3::json) as r(key text, changed_at bigint, state json)
    on conflict (ledger_id, build, key) do update set changed_at = excluded.changed_at, state = excluded.state`;
  for (const texts of statements(rows, rowText))
    await client.query(text, [ledgerId, build, `[${texts.join(',')}]`]);
};

/** The state's own bytes are what the server keeps. */
const rowText = ({ key, changedAt, state }: FoldedRow): string =>
  `{"key":${JSON.stringify(key)},"changed_at":${String(changedAt)},"state":${JSON.stringify(state)}}`;

const endVersions = async (
  client: PoolClient,
  { ledgerId, build }: Into,
  index: ViewIndex<unknown>,
  versions: readonly IndexVersion[],
): Promise<void> => {
  const firsts = firstOfEach(versions);
  if (firsts.size === 0) return;
  await client.query(
    `update views.${pg.escapeIdentifier(index.table)} i set to_position = e.at
     from unnest($3::text[], $4::bigint[]) as e(key, at)
     where i.ledger_id = $1 and i.build = $2 and i.key = e.key and i.to_position is null`,
    [ledgerId, build, [...firsts.keys()], [...firsts.values()]],
  );
};

/** The position at which a key's first new version ends the one that stood. */
export const firstOfEach = (versions: readonly IndexVersion[]): ReadonlyMap<string, number> => {
  const firsts = new Map<string, number>();
  for (const { key, from } of versions) if (!firsts.has(key)) firsts.set(key, from);
  return firsts;
};

const beginVersions = async (
  client: PoolClient,
  { ledgerId, build }: Into,
  index: ViewIndex<unknown>,
  versions: readonly IndexVersion[],
): Promise<void> => {
  const table = `views.${pg.escapeIdentifier(index.table)}`;
  const columns = columnsOf(index);
  const text = `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1::json)`;
  for (const texts of statements(versions, (version) => versionText(ledgerId, build, version)))
    await client.query(text, [`[${texts.join(',')}]`]);
};

export const columnsOf = (index: ViewIndex<unknown>): string =>
  ['ledger_id', 'build', 'key', 'from_position', 'to_position', ...index.columns]
    .map((name) => pg.escapeIdentifier(name))
    .join(', ');

/** A version as the JSON of its row. */
export const versionText = (
  ledgerId: string,
  build: number,
  { key, from, to, row }: IndexVersion,
): string => {
  const written: Record<string, IndexValue> = {
    ledger_id: ledgerId,
    build,
    key,
    from_position: from,
    to_position: to,
  };
  for (const column in row) written[column] = inText(row[column] ?? null);
  return JSON.stringify(written);
};

/** PostgreSQL reads a number from its text, Infinity too, which JSON cannot say. */
const inText = (value: IndexValue): IndexValue => (typeof value === 'number' ? String(value) : value);

/** Cuts a list where its texts become too much for one statement. */
function* statements<Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
): Generator<readonly string[]> {
  let chars = 0;
  let texts: string[] = [];
  for (const item of items) {
    const text = textOf(item);
    texts.push(text);
    chars += text.length;
    if (chars < statementChars) continue;
    yield texts;
    chars = 0;
    texts = [];
  }
  if (texts.length > 0) yield texts;
}
