import { ProblemError } from '../edge/problem.ts';
import type { CommandResult, Metrics } from '../operations/metrics.ts';
import type { Answered } from './answer.ts';
import type { AnswerLines } from './bulk-answer.ts';
import type { LineAnswer } from './bulk.ts';

type Count = Metrics['countCommand'];

const resultOf = (status: number, replayed: boolean, dryRun: boolean): CommandResult => {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  if (dryRun) return 'rehearsed';
  if (replayed) return 'replayed';
  return status === 201 ? 'recorded' : 'unchanged';
};

/** One command, counted by how it ends. */
export const counted = async (
  count: Count,
  dryRun: boolean,
  work: () => Promise<Answered>,
): Promise<Answered> => {
  try {
    const answered = await work();
    count('single', resultOf(answered.status, answered.replayed, dryRun));
    return answered;
  } catch (error) {
    count('single', resultOf(error instanceof ProblemError ? error.problem.status : 500, false, dryRun));
    throw error;
  }
};

/** Every line of an upload, counted as it is answered: one that is tried twice counts once. */
export const countedLines = (count: Count, dryRun: boolean, answer: AnswerLines): AnswerLines =>
  async function* (lines): AsyncGenerator<LineAnswer, void, void> {
    for await (const line of answer(lines)) {
      count('upload', resultOf(line.status, line.replayed === true, dryRun));
      yield line;
    }
  };
