import type { View } from '@dealtrail/event-sourcing/view';
import pg from 'pg';
import type { Pool, PoolClient } from 'pg';

/** A row of a view as it lies in its table. `state`: the JSON text that is stored, byte for byte. */
export type ViewRow = {
  readonly kind: 'row';
  readonly key: string;
  readonly changedAt: number;
  readonly state: string;
};

/** A row of a view's index: `columns` held from a position on, to (exclusive) another; null: they hold still. */
export type ViewIndexRow = {
  readonly kind: 'index';
  readonly key: string;
  readonly from: number;
  readonly to: number | null;
  readonly columns: Readonly<Record<string, unknown>>;
};

export type ViewSnapshot = {
  /** Every event up to here is in the rows, none after it. */
  readonly position: number;
  /** Rows by key, then index rows by key and position; keys in the order of their bytes. */
  readonly pages: AsyncGenerator<readonly (ViewRow | ViewIndexRow)[], void, void>;
  /** Gives the connection back. To be called also where the pages were not read to their end. */
  readonly close: () => Promise<void>;
};

/** 500: rows fetched at a time; at some kilobytes a row, a megabyte or two of one slow reader. */
const fetchRows = 500;

const quoted = (name: string): string => pg.escapeIdentifier(name);

/**
 * What readers of a view are answered from, the build that serves, all of it and as at one moment: rows, index and position
 * in one snapshot, however long it takes to read them. Undefined where no build serves in this ledger yet.
 *
 * It holds a connection and a transaction: whoever stops reading for longer than a connection may idle in a transaction
 * is cut off.
 */
export const viewSnapshot = async (
  pool: Pool,
  ledgerId: string,
  view: View<unknown>,
  onClose: () => void = () => undefined,
): Promise<ViewSnapshot | undefined> => {
  const client = await pool.connect();
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    // A connection that cannot say goodbye is thrown away.
    const failed = await client.query('rollback').then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    client.release(failed);
    onClose();
  };
  try {
    await client.query('begin isolation level repeatable read read only');
    const serving = await servingBuild(client, ledgerId, view);
    if (serving !== undefined) {
      const { position, build } = serving;
      return { position, pages: pagesOf(client, ledgerId, view, build), close };
    }
  } catch (error) {
    await close();
    throw error;
  }
  await close();
  return undefined;
};

type Serving = { readonly build: number; readonly position: number };

/** The build that readers see; undefined where none serves yet. */
const servingBuild = async (
  client: PoolClient,
  ledgerId: string,
  { name, version }: View<unknown>,
): Promise<Serving | undefined> => {
  const { rows } = await client.query<Serving>(
    `select b.build, c.position from views.builds b
     join views.checkpoints c using (ledger_id, view, version, build)
     where b.ledger_id = $1 and b.view = $2 and b.version = $3 and b.stage = 'serving' and c.part = 0`,
    [ledgerId, name, version],
  );
  return rows[0];
};

type StoredRow = { readonly key: string; readonly changed_at: number; readonly state: string };
type StoredIndexRow = Readonly<Record<string, unknown>> & {
  readonly key: string;
  readonly from_position: number;
  readonly to_position: number | null;
};

async function* pagesOf(
  client: PoolClient,
  ledgerId: string,
  { table, index }: View<unknown>,
  build: number,
): ViewSnapshot['pages'] {
  const rows = fetched<StoredRow>(
    client,
    `select key, changed_at, state from views.${quoted(table)} where ledger_id = $1 and build = $2 order by key collate "C"`,
    [ledgerId, build],
  );
  for await (const page of rows)
    yield page.map(({ key, changed_at: changedAt, state }) => ({ kind: 'row', key, changedAt, state }));
  if (index === undefined) return;
  const columns = ['key', 'from_position', 'to_position', ...index.columns].map(quoted).join(', ');
  const indexRows = fetched<StoredIndexRow>(
    client,
    `select ${columns} from views.${quoted(index.table)} where ledger_id = $1 and build = $2
     order by key collate "C", from_position`,
    [ledgerId, build],
  );
  for await (const page of indexRows)
    yield page.map(({ key, from_position: from, to_position: to, ...held }) => {
      return { kind: 'index', key, from, to, columns: held };
    });
}

/** Through a cursor of the server: sorted once, and no more than a page of it here. */
async function* fetched<Row extends object>(
  client: PoolClient,
  select: string,
  values: readonly unknown[],
): AsyncGenerator<readonly Row[], void, void> {
  await client.query(`declare page_by_page no scroll cursor for ${select}`, [...values]);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${String(fetchRows)} from page_by_page`);
    if (rows.length > 0) yield rows;
    if (rows.length < fetchRows) break;
  }
  await client.query('close page_by_page');
}
