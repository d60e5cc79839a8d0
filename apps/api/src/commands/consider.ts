import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { Recorded } from '@dealtrail/deals/recorded';
import { answered } from './answer.ts';
import type { Answered } from './answer.ts';
import { conflict } from './append-decided.ts';
import type { Asked } from './asked.ts';
import { decideOn } from './decide-on.ts';
import type { Decided } from './decide-on.ts';
import type { Seen } from './seen.ts';

/**
 * The decision, or the answer where nothing is to be kept of it. Undefined: a guess led to a refusal or to nothing, which
 * no append would confirm (or, too far behind, to no decision at all): look and decide again.
 */
export const consider = async (
  log: EventLog,
  now: () => Date,
  asked: Asked,
  { history, isGuess }: Seen,
): Promise<Decided | Answered | undefined> => {
  try {
    checkVersion(asked, history);
    const context = { today: latestToday(now()), targets: asked.targets };
    const decided = await decideOn(log, asked, history, context);
    const unchanged = asked.isKept ? undefined : quietly(asked, decided, history);
    if (unchanged === undefined) return decided;
    return isGuess ? undefined : unchanged;
  } catch (error) {
    if (isGuess) return undefined;
    throw error;
  }
};

const checkVersion = ({ expectedVersion }: Asked, history: readonly Recorded[]): void => {
  const version = history.at(-1)?.version ?? 0;
  if (expectedVersion !== undefined && expectedVersion !== version) throw conflict(version);
};

const hoursAheadMax = 14;

/** YYYY-MM-DD where it is latest on earth, at UTC+14 (rule 10). */
const latestToday = (now: Date): string =>
  new Date(now.getTime() + hoursAheadMax * 60 * 60 * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** Nothing changes and nobody can ask again: answered without a trace. */
const quietly = (asked: Asked, { fact }: Decided, history: readonly Recorded[]): Answered | undefined => {
  const last = history.at(-1);
  if (fact !== undefined || last === undefined) return undefined;
  const { commandId, fingerprint, streamId, dryRun } = asked;
  const { version, position, recordedAt } = last;
  return answered(
    { commandId, fingerprint, streamId, version, position, recordedAt },
    { replayed: false, dryRun },
  );
};
