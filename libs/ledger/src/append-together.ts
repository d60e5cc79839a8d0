import type { Append, CommandOutcome } from '@dealtrail/event-sourcing/log';
import type { PoolClient } from 'pg';
import { writeGroup } from './append-sql.ts';
import { encodeGroup } from './encode-group.ts';
import type { EncodedGroup } from './encode-group.ts';
import { footprint, nothingTouched } from './footprint.ts';
import { isOfAnother, onConnection } from './lineage.ts';
import type { Lineages, RowTypes } from './lineage.ts';

/** One after the other would be as right; a run is what one statement may judge side by side. */
const runCountMax = 512;
/** A run of the largest payloads is cut earlier, so that one statement stays small beside PostgreSQL's 1 GB message. */
export const payloadCharsMax = 8 * 1024 * 1024;

/**
 * Appends in their order, in one transaction: their positions follow each other as they do, and nothing comes between.
 * Undefined, and nothing is written, where the log does not take every one of them as new: then ask one by one.
 */
export const appendTogether = (
  lineages: Lineages,
  ledgerId: string,
  appends: readonly Append[],
): Promise<readonly CommandOutcome[] | undefined> =>
  // Where it fails the connection ends, and with it whatever the transaction held.
  onConnection(lineages, async ({ client, lineage, types }) => {
    if (appends.some((append) => isOfAnother(lineage, append))) return undefined;
    await client.query('begin');
    const outcomes = await written(client, types, runsOf(appends), ledgerId);
    await client.query(outcomes === undefined ? 'rollback' : 'commit');
    return outcomes;
  });

const written = async (
  client: PoolClient,
  types: RowTypes,
  runs: readonly (readonly Append[])[],
  ledgerId: string,
): Promise<readonly CommandOutcome[] | undefined> => {
  const outcomes: CommandOutcome[] = [];
  const encoded = (index: number): EncodedGroup | undefined => {
    const run = runs[index];
    return run && encodeGroup(ledgerId, run, false);
  };
  let next = encoded(0);
  for (let index = 1; next !== undefined; index++) {
    const answer = writeGroup(client, types, next);
    // Met where it is awaited.
    answer.catch(() => undefined);
    // While the database is busy with the one before.
    next = encoded(index);
    for (const result of (await answer).results) {
      if (result.result !== 'appended') return undefined;
      outcomes.push(result.outcome);
    }
  }
  return outcomes;
};

/** Cut, in their order, wherever an append meets one of its run: it must see that one written. Exported for its spec. */
export const runsOf = (appends: readonly Append[]): readonly (readonly Append[])[] => {
  const runs: Append[][] = [];
  let touched = nothingTouched();
  let payloadChars = 0;
  for (const append of appends) {
    const own = footprint(append);
    const size = append.event?.payload.length ?? 0;
    const run = runs.at(-1);
    const isFull = run?.length === runCountMax || payloadChars + size > payloadCharsMax;
    if (run === undefined || isFull || touched.meets(own)) {
      runs.push([append]);
      touched = nothingTouched();
      payloadChars = 0;
    } else run.push(append);
    touched.include(own);
    payloadChars += size;
  }
  return runs;
};
