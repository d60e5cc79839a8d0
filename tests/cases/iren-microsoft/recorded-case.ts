import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { ask, startApi, startWorker, type Running } from '../../support/server.ts';

export type CaseEvent = {
  readonly eventId: string;
  readonly position: number;
  readonly type: string;
  readonly commandId: string;
  readonly sources: readonly { readonly sourceId: string }[];
  readonly modality: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type LineResult = {
  readonly line: number;
  readonly status: number;
  readonly position?: number;
  readonly replayed?: boolean;
};

export const caseText = readFileSync(join(import.meta.dirname, 'commands.ndjson'), 'utf8');
export const caseLines = caseText
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

export const dealId = 'deal_iren-microsoft-ai-cloud';
export const financingId = 'financing_iren-gpu-2026';

export const sendCase = async (url: string): Promise<readonly LineResult[]> => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const { text } = await ask(`${url}/v1/commands`, { method: 'POST', headers, body: caseText });
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LineResult);
};

/** The case recorded on a database of its own by real processes, and how to ask about it. */
export type RecordedCase = {
  readonly url: string;
  readonly results: readonly LineResult[];
  readonly events: ReadonlyMap<string, CaseEvent>;
  readonly position: number;
  /** A read at the case's last position. */
  readonly read: <Body>(path: string, query?: string) => Promise<Body>;
  readonly close: () => Promise<void>;
};

const eventsOf = async (url: string): Promise<readonly CaseEvent[]> => {
  const { text } = await ask(`${url}/v1/events`, { headers: { accept: 'application/x-ndjson' } });
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CaseEvent);
};

export const recordCase = async (): Promise<RecordedCase> => {
  const database: TestDatabase = await testDatabase();
  const apps: readonly Running[] = [await startApi(database), await startWorker(database)];
  const url = apps[0]?.url ?? '';
  const results = await sendCase(url);
  const events = await eventsOf(url);
  const position = events.at(-1)?.position ?? 0;
  return {
    url,
    results,
    events: new Map(events.map((event) => [event.commandId.replace('iren-microsoft/', ''), event])),
    position,
    read: async <Body>(path: string, query = '') => {
      const answer = await ask<Body>(`${url}${path}?minPosition=${String(position)}${query}`);
      if (answer.status !== 200) throw new Error(`${path}: ${String(answer.status)} ${answer.text}`);
      return answer.body;
    },
    close: async () => {
      for (const app of apps) await app.stop();
      await database.drop();
    },
  };
};

let once: Promise<RecordedCase> | undefined;

/** One for all tests of a file: recording it starts two processes. Whoever imports this closes it. */
export const theCase = (): Promise<RecordedCase> => (once ??= recordCase());
