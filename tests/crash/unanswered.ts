import type { Sent, Told } from './told.ts';

/** Commands that somebody asked about and never heard what became of them. */
export const unanswered = (told: readonly Told[]): readonly Sent[] => {
  const calls = new Map<string, readonly Sent[]>();
  const open = new Map<string, Sent>();
  for (const line of told) {
    if (line.told === 'call') {
      calls.set(line.call, line.commands);
      for (const one of line.commands) open.set(one.commandId, one);
    }
    if (line.told === 'answer' && line.results.length > 0)
      for (const one of calls.get(line.call) ?? []) open.delete(one.commandId);
  }
  return [...open.values()];
};
