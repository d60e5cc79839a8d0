import { answerLine, readLine } from './bulk.ts';
import type { Execute, LineAnswer, Unforeseen } from './bulk.ts';
import type { AnswerLines } from './bulk-answer.ts';
import type { Answered } from './answer.ts';

/**
 * One line after the other on a log that is thrown away. Each is answered as the command alone would be in a dry run:
 * 200 where nothing is wrong with it, and 201 only where the ledger itself has recorded it before.
 */
export const rehearsed = (execute: Execute, unforeseen: Unforeseen): AnswerLines => {
  /** Commands of lines before: one that comes again was not recorded then either. */
  const onlyRehearsed = new Set<string>();
  const dry = (line: LineAnswer, { replayed, answer: { commandId, events } }: Answered): LineAnswer => {
    if (replayed) return onlyRehearsed.has(commandId) ? { ...line, status: 200 } : line;
    onlyRehearsed.add(commandId);
    return { ...line, status: 200, ...(events.length > 0 ? { wouldRecord: true } : {}) };
  };
  return async function* (lines) {
    for (const line of lines) {
      let answered: Answered | undefined;
      const noting: Execute = async (command) => (answered = await execute(command));
      const answer = await answerLine(readLine(line, unforeseen), noting, unforeseen);
      yield answered === undefined ? answer : dry(answer, answered);
    }
  };
};
