import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../crash/random.ts';
import { ask } from '../support/server.ts';
import { randomCommands } from './commands.ts';
import type { Told } from './commands.ts';
import { randomQuestion } from './questions.ts';
import type { Log, Question } from './questions.ts';

/** An answer that was given, and how it must be asked for to be given again. */
export type Kept = {
  readonly question: Question;
  readonly status: number;
  readonly text: string;
  /** The question with the basis of the answer. */
  readonly again: Question;
};

export type Recorder = {
  readonly log: () => Log;
  /** Records some more; what the door refuses is not recorded. */
  readonly record: (count: number) => Promise<void>;
};

type Recorded = Told & { readonly position: number };

/** Writes random commands one after the other to a server, and remembers what was recorded. */
export const openRecorder = (url: string, random: Random): Recorder => {
  const told: Told[] = [];
  let head = 0;
  const readOn = async (): Promise<void> => {
    const { text } = await ask(`${url}/v1/events?fromPosition=${String(head + 1)}`, {
      headers: { accept: 'application/x-ndjson' },
    });
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const { eventId, type, streamId, recordedAt, position } = JSON.parse(line) as Recorded;
      told.push({ eventId, type, streamId, recordedAt });
      head = position;
    }
  };
  return {
    log: () => ({ head, told }),
    record: async (count) => {
      const lines = randomCommands(random, told, count).map((line) => JSON.stringify(line));
      await ask(`${url}/v1/commands`, {
        body: lines.join('\n'),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      await readOn();
    },
  };
};

type Basis = {
  readonly position: number;
  readonly effectiveAt: string;
  readonly epoch: string;
  readonly view: string;
  readonly policy: string;
};
type Body = {
  readonly basis?: Basis;
  readonly from?: Basis;
  readonly to?: Basis;
  readonly nextCursor?: string | null;
};

const urlOf = (url: string, { path, query }: Question): string =>
  `${url}${path}?${new URLSearchParams(query).toString()}`;

/** Tries while the views have not caught up, which an answer as at a position waits for. */
const triesMax = 20;

export const answerTo = async (
  url: string,
  question: Question,
): Promise<{ readonly status: number; readonly text: string; readonly body: Body }> => {
  for (let tried = 1; ; tried += 1) {
    const { status, text, body } = await ask<Body>(urlOf(url, question));
    if (status !== 503 || tried === triesMax) return { status, text, body };
  }
};

const onBasis = (
  { path, query }: Question,
  { position, effectiveAt, epoch, view, policy }: Basis,
): Question => ({
  path,
  query: { ...query, asAt: `position:${String(position)}`, effectiveAt, epoch, view, policy },
});

/** A cursor pins its basis; what was refused is refused again where the question itself says as at when. */
const againOf = (question: Question, { basis, to }: Body): Question | undefined => {
  if (basis !== undefined) return 'cursor' in question.query ? question : onBasis(question, basis);
  if (to !== undefined) {
    const { epoch, view, policy } = to;
    return { path: question.path, query: { ...question.query, epoch, view, policy } };
  }
  const isPinned = 'asAt' in question.query || 'from' in question.query;
  return isPinned ? question : undefined;
};

/** Asks a question, and as many pages after it as there are; keeps every answer that can be asked again. */
export const keepAnswers = async (url: string, random: Random, log: Log): Promise<readonly Kept[]> => {
  const kept: Kept[] = [];
  let question: Question | undefined = randomQuestion(random, log);
  while (question !== undefined && kept.length < 4) {
    const { status, text, body } = await answerTo(url, question);
    const again = againOf(question, body);
    if (again !== undefined) kept.push({ question, status, text, again });
    const { nextCursor } = body;
    const limit: string = question.query['limit'] ?? '3';
    question =
      typeof nextCursor === 'string'
        ? { path: question.path, query: { cursor: nextCursor, limit } }
        : undefined;
  }
  return kept;
};

/** Those that are answered otherwise now, with both answers. */
export const changedAnswers = async (
  url: string,
  kept: readonly Kept[],
  askersMax = 8,
): Promise<readonly string[]> => {
  const changed: string[] = [];
  const left = [...kept];
  const asker = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { status, text } = await answerTo(url, next.again);
      if (status === next.status && text === next.text) continue;
      changed.push(
        `${urlOf('', next.again)}\n  then ${String(next.status)} ${next.text}\n  now  ${String(status)} ${text}`,
      );
    }
  };
  await Promise.all(Array.from({ length: askersMax }, asker));
  return changed;
};

type Job = { readonly jobId: string; readonly status: 'running' | 'done' | 'failed' | 'cancelled' };

/** Rebuilds every view, and waits until readers see the new rows. */
export const rebuildAll = async (url: string): Promise<readonly Job['status'][]> => {
  const { items } = (await ask<{ items: { name: string }[] }>(`${url}/v1/projections`)).body;
  return await Promise.all(
    items.map(async ({ name }) => {
      let job = (await ask<Job>(`${url}/v1/projections/${name}/rebuild`, { method: 'POST' })).body;
      while (job.status === 'running') {
        await sleep(50);
        job = (await ask<Job>(`${url}/v1/jobs/${job.jobId}`)).body;
      }
      return job.status;
    }),
  );
};
