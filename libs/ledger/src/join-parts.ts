import type { Pool } from 'pg';
import type { BuildKey } from './lease.ts';

/**
 * Once all parts of a build have come to its target, the runner moves it on from there. The parts must have seen as many
 * events as there are positions: a log that lacks one fails the build, as it would a page. False: not yet, or not any more.
 */
export const joinParts = async (pool: Pool, { ledgerId, view, build }: BuildKey): Promise<boolean> => {
  const { rows } = await pool.query<{ result: string | null }>(
    'select views.join_parts($1, $2, $3, $4) as result',
    [ledgerId, view.name, view.version, build],
  );
  return rows[0]?.result === 'joined';
};

/** The same for every build whose parts are done: whoever did the last one may have died before it joined them. */
export const joinAllParts = async (pool: Pool): Promise<void> => {
  const { rows } = await pool.query<{ ledgerId: string; view: string; version: number; build: number }>(
    `select b.ledger_id as "ledgerId", b.view, b.version, b.build
     from views.builds b join views.checkpoints c using (ledger_id, view, version, build)
     where b.stage = 'folding'
     group by b.ledger_id, b.view, b.version, b.build
     having bool_and(c.position >= b.target or c.part = 0) and bool_and(c.error is null)`,
  );
  for (const { ledgerId, view: name, version, build } of rows)
    await joinParts(pool, { ledgerId, view: { name, version }, build });
};
