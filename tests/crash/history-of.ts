import { checkHistory } from '../order/check-history.ts';
import type { Call, FinalLog } from '../order/history.ts';
import { finalLog } from '../order/final-log.ts';
import { Client } from 'pg';
import type { Line } from './writing-input.ts';

/** Calls of commands of which nobody ever heard what became, in the order in which they were asked. */
export const unanswered = (lines: readonly Line[]): readonly Call[] => {
  const calls = new Map<string, Call>();
  const open = new Map<string, Call>();
  for (const line of lines) {
    if (line.entry === 'call') {
      calls.set(line.call, line);
      open.set(line.commandId, line);
    }
    if (line.entry !== 'answer' || isOpen.includes(line.said.result)) continue;
    open.delete(calls.get(line.call)?.commandId ?? '');
  }
  return [...open.values()];
};
const isOpen: readonly string[] = ['unknown', 'turnedAway', 'notTogether'];

/** What the ledger holds, read without the library under test. */
export const finalLogOf = async (ownerUrl: string, ledgerId: string): Promise<FinalLog> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  return await finalLog(client, ledgerId).finally(() => client.end());
};

/** All that is wrong, one readable text each: in what writers told, against what their ledgers hold now. */
export const violationsOf = (lines: readonly Line[], finals: readonly FinalLog[]): readonly string[] => {
  const broken = lines.flatMap((line) => (line.entry === 'broken' ? [`broken: ${line.why}`] : []));
  const entries = lines.flatMap((line) => (line.entry === 'broken' ? [] : [line]));
  const wrong = checkHistory([...entries, ...finals]).map(
    ({ name, ledgerId, evidence }) => `${name} in ${ledgerId}: ${JSON.stringify(evidence).slice(0, 1_000)}`,
  );
  return [...broken, ...wrong];
};
