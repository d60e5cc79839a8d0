import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View } from '@dealtrail/event-sourcing/view';
import { reference } from '@dealtrail/event-sourcing/view';
import { views } from '@dealtrail/views/registry';
import { differences } from '@dealtrail/views/verification/differences';
import type { Difference } from '@dealtrail/views/verification/differences';
import { freshIndex, freshRows, indexValue } from '@dealtrail/views/verification/fresh-rows';
import type { Held, Version } from '@dealtrail/views/verification/fresh-rows';
import { z } from 'zod';
import { exitCodes, Failure } from '../exit-codes.ts';
import { ask, connectionLost, jsonOf, send, understood } from '../http/client.ts';
import { linesOf } from '../http/lines.ts';
import type { Session } from '../output/show.ts';
import { logBasis, logEvents } from './read-log.ts';
import type { LogBasis } from './read-log.ts';

/** 20: differences of one view that are kept; a table that is wrong altogether is not told row by row. */
export const differencesKeptMax = 20;

export type TableDifference = Difference & { readonly table: 'rows' | 'index' };

export type VerifiedView = {
  readonly view: string;
  /** As at which position its tables were read and the log was folded. */
  readonly position: number;
  readonly rows: number;
  readonly indexRows: number;
  /** How many there are; the first of them are told. */
  readonly differing: number;
  readonly differences: readonly TableDifference[];
};

const Head = z.object({ view: z.string(), epoch: z.string(), position: z.number() });
const Row = z.object({ key: z.string(), changedAt: z.number(), state: z.unknown() });
const IndexRow = z.object({
  key: z.string(),
  from: z.number(),
  to: z.number().nullable(),
  columns: z.record(z.string(), z.unknown()),
});
const End = z.object({ rows: z.number(), indexRows: z.number() });

const Projections = z.object({ items: z.array(z.object({ name: z.string(), version: z.number() })) });

/**
 * Compares the tables of every view with a fold of the log from nothing. The tables of a view are read whole and as at
 * one position; the log, which is read once and held, is folded up to there, whatever was recorded meanwhile.
 */
export async function* verifyViews(session: Session): AsyncGenerator<VerifiedView, void, void> {
  const { io, target } = session;
  const { answer } = await ask(io, target, { path: '/v1/projections' }, Projections);
  const log = heldLog(session);
  await log.upTo(0);
  for (const served of answer.items) {
    const view = views.find((each) => reference(each) === reference(served));
    if (view === undefined) throw unknownView(reference(served));
    yield await verifyView(session, view, log);
  }
}

const unknownView = (served: string): Failure =>
  new Failure(exitCodes.unexpected, [
    `The server has the view ${served}, which this version of dealtrail cannot fold.`,
    'Use the dealtrail that came with the server.',
  ]);

type HeldLog = { readonly upTo: (position: number) => Promise<readonly StoredEvent[]> };

/** The log as far as it was asked for. */
const heldLog = (session: Session): HeldLog => {
  const events: StoredEvent[] = [];
  const readOn = async (): Promise<LogBasis> => {
    const basis = await logBasis(session, {});
    for await (const event of logEvents(session, basis, { after: events.length })) events.push(event);
    return basis;
  };
  let first: Promise<LogBasis> | undefined;
  return {
    upTo: async (position) => {
      await (first ??= readOn());
      if (events.length < position) await readOn();
      return events.slice(0, position);
    },
  };
};

const verifyView = async (session: Session, view: View<unknown>, log: HeldLog): Promise<VerifiedView> => {
  const path = `/v1/projections/${view.name}/rows`;
  const response = await send(session.io, session.target, {
    path,
    headers: { accept: 'application/x-ndjson' },
  });
  const chunks = (response.body ?? new ReadableStream<Uint8Array>()) as unknown as AsyncIterable<Uint8Array>;
  const lines = documentsOf(session, linesOf(chunks));
  const { view: served, position } = understood(Head, await lines.next(), path);
  if (served !== reference(view)) throw unknownView(served);
  const events = await log.upTo(position);
  const kept: TableDifference[] = [];
  let differing = 0;
  const compare = async (
    table: TableDifference['table'],
    live: AsyncIterable<Held>,
    fresh: Iterable<Held>,
  ): Promise<void> => {
    for await (const difference of differences(live, fresh)) {
      differing += 1;
      if (kept.length < differencesKeptMax) kept.push({ table, ...difference });
    }
  };
  await compare('rows', rowsOf(lines), freshRows(view, events));
  await compare('index', indexOf(lines), freshIndex(view, events));
  const { rows, indexRows } = understood(End, await lines.next(), path);
  return { view: served, position, rows, indexRows, differing, differences: kept };
};

type Documents = {
  /** Undefined at the end. */
  readonly next: () => Promise<unknown>;
  /** The next one where it is of this form; it stays where it is not. */
  readonly nextIf: <T>(schema: z.ZodType<T>) => Promise<T | undefined>;
};

const documentsOf = ({ target }: Session, lines: AsyncGenerator<string, void, void>): Documents => {
  let ahead: unknown;
  let isAhead = false;
  const look = async (): Promise<unknown> => {
    if (isAhead) return ahead;
    const line = await lines.next().catch((error: unknown) => {
      throw connectionLost(target, error, 'The tables of a view were being read: ask again.');
    });
    ahead = line.done === true ? undefined : jsonOf(line.value);
    isAhead = true;
    return ahead;
  };
  const take = (): void => {
    isAhead = false;
  };
  return {
    next: async () => {
      const document = await look();
      take();
      return document;
    },
    nextIf: async (schema) => {
      const parsed = schema.safeParse(await look());
      if (!parsed.success) return undefined;
      take();
      return parsed.data;
    },
  };
};

async function* rowsOf(lines: Documents): AsyncGenerator<Held, void, void> {
  for (let row = await lines.nextIf(Row); row !== undefined; row = await lines.nextIf(Row))
    yield { key: row.key, value: { changedAt: row.changedAt, state: row.state } };
}

/** The rows of one key come one after the other. */
async function* indexOf(lines: Documents): AsyncGenerator<Held, void, void> {
  let key: string | undefined;
  let versions: Version[] = [];
  for (let row = await lines.nextIf(IndexRow); row !== undefined; row = await lines.nextIf(IndexRow)) {
    if (key !== undefined && row.key !== key) {
      yield { key, value: indexValue(versions) };
      versions = [];
    }
    ({ key } = row);
    versions.push(row);
  }
  if (key !== undefined) yield { key, value: indexValue(versions) };
}
