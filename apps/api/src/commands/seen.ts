import type { EventLog } from '@dealtrail/event-sourcing/log';
import { recordedOf } from '@dealtrail/deals/history';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { CommandName } from '@dealtrail/deals/registry';
import type { Asked } from './asked.ts';
import type { Streams } from './remembered-streams.ts';

/** What is decided on. A guess may be behind the log: what it leads to stands only if the log confirms it. */
export type Seen = { readonly history: readonly Recorded[]; readonly isGuess: boolean };

/** Commands that hardly ever meet a stream of their own: one that is not remembered is taken to be new. */
const usuallyOpening: ReadonlySet<string> = new Set<CommandName>([
  'RegisterSource',
  'RegisterParty',
  'AnnounceDeal',
  'AnnounceFinancing',
]);

/** What a command can be decided on without asking the log. */
export const guessed = (memory: Streams | undefined, asked: Asked): Seen | undefined => {
  const known = memory?.recall(asked.ledgerId, asked.streamId);
  if (known !== undefined) return { history: known, isGuess: true };
  const isNew = memory !== undefined && usuallyOpening.has(asked.command.type);
  return isNew ? { history: [], isGuess: true } : undefined;
};

/** What the log holds now. */
export const read = async (
  log: EventLog,
  memory: Streams | undefined,
  { ledgerId, streamId }: Asked,
): Promise<Seen> => {
  const stored = await log.readStream(ledgerId, streamId);
  const history = stored.map(recordedOf);
  memory?.keep(ledgerId, streamId, stored, history);
  return { history, isGuess: false };
};
