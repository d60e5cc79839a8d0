import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View } from '@dealtrail/event-sourcing/view';
import { openFold } from '@dealtrail/ledger/fold-page';
import type { Pool } from 'pg';

/** How the tables of a build differ from a fold of these events, row by row: none where the build is what it must be. */
export const differences = async (
  pool: Pool,
  view: View<unknown>,
  build: number,
  events: readonly StoredEvent[],
  ledgerId: string,
): Promise<readonly string[]> => {
  const wanted = fresh(view, events);
  const rows = await pool.query<{ key: string; changed_at: number; state: string }>(
    `select key, changed_at, state from views.${view.table} where ledger_id = $1 and build = $2`,
    [ledgerId, build],
  );
  const found = rows.rows.map((row) => `${row.key} at ${String(row.changed_at)}: ${row.state}`);
  const { index } = view;
  const versions =
    index === undefined
      ? []
      : (
          await pool.query<Record<string, unknown>>(
            `select key, from_position, to_position, ${index.columns.map((name) => `to_json(${name})::text as ${name}`).join(', ')}
             from views.${index.table} where ledger_id = $1 and build = $2`,
            [ledgerId, build],
          )
        ).rows.map(
          ({ key, from_position, to_position, ...row }) =>
            `${String(key)} from ${String(from_position)} to ${String(to_position)}: ${index.columns.map((name) => String(row[name])).join(' ')}`,
        );
  return [...unlike('row', wanted.rows, found), ...unlike('version', wanted.versions, versions)];
};

const fresh = (view: View<unknown>, events: readonly StoredEvent[]) => {
  const fold = openFold(view);
  const histories = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const history = histories.get(event.streamId) ?? [];
    history.push(event);
    histories.set(event.streamId, history);
    fold.take(event, histories);
  }
  const { rows, versions } = fold.drain();
  return {
    rows: rows.map(({ key, changedAt, state }) => `${key} at ${String(changedAt)}: ${JSON.stringify(state)}`),
    versions: versions.map(
      ({ key, from, to, row }) =>
        `${key} from ${String(from)} to ${String(to)}: ${Object.values(row)
          .map((value) => JSON.stringify(value))
          .join(' ')}`,
    ),
  };
};

const unlike = (what: string, wanted: readonly string[], found: readonly string[]): readonly string[] => {
  const [want, have] = [new Set(wanted), new Set(found)];
  return [
    ...wanted.filter((one) => !have.has(one)).map((one) => `${what} lacks: ${one}`),
    ...found.filter((one) => !want.has(one)).map((one) => `${what} is there: ${one}`),
    ...(found.length === have.size ? [] : [`${what}: ${String(found.length - have.size)} twice`]),
  ];
};
