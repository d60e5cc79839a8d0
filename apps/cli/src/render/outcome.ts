import { z } from 'zod';
import { Problem, problemText } from './problem.ts';
import { counted, hanging, plain } from './text.ts';
import { instantText } from './values.ts';

/** What the server answers to a command. */
export const Outcome = z.object({
  commandId: z.string(),
  streamId: z.string(),
  version: z.number(),
  position: z.number(),
  recordedAt: z.string().nullish(),
  events: z.array(
    z.object({ eventId: z.string(), type: z.string(), position: z.number(), version: z.number() }),
  ),
});
export type Outcome = z.infer<typeof Outcome>;

export type Manner = { readonly dryRun: boolean; readonly replayed: boolean; readonly width: number };

export const outcomeLines = (outcome: Outcome, { dryRun, replayed, width }: Manner): readonly string[] => {
  const event = outcome.events[0];
  if (event === undefined)
    return hanging('', `Nothing new: ${outcome.streamId} already says so. No event was written.`, width);
  const verb = replayed
    ? 'Already recorded under this key'
    : dryRun
      ? 'Would be recorded (dry run)'
      : 'Recorded';
  return [
    ...hanging('', `${verb}: ${event.type} at position ${String(event.position)}`, width),
    ...hanging('  stream   ', `${outcome.streamId}, version ${String(event.version)}`, width),
    ...(dryRun && !replayed
      ? ['  Nothing was written.']
      : [
          `  event    ${plain(event.eventId)}`,
          `  command  ${plain(outcome.commandId)}`,
          `  at       ${instantText(outcome.recordedAt)}`,
        ]),
  ];
};

/** One line of the answer to an import. */
export const LineResult = z.looseObject({
  line: z.number(),
  status: z.number(),
  position: z.number().nullish(),
  replayed: z.boolean().nullish(),
  /** In a dry run, where nothing is recorded and every line that is fine has the status 200. */
  wouldRecord: z.boolean().nullish(),
  problem: Problem.nullish(),
});
export type LineResult = z.infer<typeof LineResult>;

export const isRefused = ({ status }: LineResult): boolean => status >= 400;

/** What became of a line, in one word that also counts it. */
export const fateOf = (result: LineResult): 'recorded' | 'unchanged' | 'refused' =>
  isRefused(result)
    ? 'refused'
    : result.wouldRecord === true || (result.status === 201 && result.replayed !== true)
      ? 'recorded'
      : 'unchanged';

export const lineText = (result: LineResult, dryRun: boolean): string => {
  const line = `line ${String(result.line).padStart(4)}  `;
  if (isRefused(result)) {
    const problem =
      result.problem === null || result.problem === undefined ? '' : problemText(result.problem);
    return `${line}REFUSED ${String(result.status)} ${problem}`.trimEnd();
  }
  const at = typeof result.position === 'number' ? ` at position ${String(result.position)}` : '';
  if (fateOf(result) === 'unchanged') return `${line}already recorded${at}`;
  return `${line}${dryRun ? 'would be recorded' : 'recorded'}${at}`;
};

export type Tally = { readonly recorded: number; readonly unchanged: number; readonly refused: number };

export const tallyText = ({ recorded, unchanged, refused }: Tally, dryRun: boolean): string => {
  const lines = counted(recorded + unchanged + refused, 'line');
  const done = `${String(recorded)} ${dryRun ? 'would be recorded' : 'recorded'}`;
  return `${lines}: ${done}, ${String(unchanged)} already there, ${String(refused)} refused${dryRun ? '; dry run, nothing was written' : ''}`;
};
