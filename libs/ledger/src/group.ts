import type { Append } from '@dealtrail/event-sourcing/log';
import { nameOf } from './check-append.ts';

export type GroupLimits = {
  readonly countMax: number;
  readonly payloadCharsMax: number;
  /** How far down the queue to look: a queue for one busy stream yields one append a group, wherever the look ends. */
  readonly looksMax: number;
};

/**
 * Picks from the front of a queue what may be judged side by side, each against the log as it stands: no append of the
 * group writes a stream, command id or reservation that another of it reads or writes, so the group's outcome equals that
 * of its members one after the other, in any order. What is passed over keeps its turn before whatever touches the same.
 */
export const takeGroup = <Waiting extends { readonly append: Append }>(
  queue: readonly Waiting[],
  limits: GroupLimits,
): { readonly group: readonly Waiting[]; readonly rest: Waiting[] } => {
  const group: Waiting[] = [];
  const rest: Waiting[] = [];
  const read = new Set<string>();
  const written = new Set<string>();
  let payloadChars = 0;
  for (const [index, waiting] of queue.entries()) {
    const size = waiting.append.event?.payload.length ?? 0;
    const isFull =
      index >= limits.looksMax ||
      group.length >= limits.countMax ||
      (group.length > 0 && payloadChars + size > limits.payloadCharsMax);
    if (isFull) return { group, rest: [...rest, ...queue.slice(index)] };
    const own = footprint(waiting.append);
    const meets =
      own.writes.some((name) => read.has(name) || written.has(name)) ||
      own.reads.some((name) => written.has(name));
    if (meets) rest.push(waiting);
    else {
      group.push(waiting);
      payloadChars += size;
    }
    for (const name of own.reads) read.add(name);
    for (const name of own.writes) written.add(name);
  }
  return { group, rest };
};

/** Names that an append's verdict depends on, and names it changes. */
export const footprint = (
  append: Append,
): { readonly reads: readonly string[]; readonly writes: readonly string[] } => ({
  reads: [
    stream(append.streamId),
    ...append.requires.map((one) => (one.kind === 'free' ? reservation(one) : stream(one.streamId))),
  ],
  writes: [
    ...(append.event === undefined ? [] : [stream(append.streamId)]),
    `command ${append.commandId}`,
    ...[...append.reserves, ...append.releases].map(reservation),
  ],
});

const stream = (streamId: string): string => `stream ${streamId}`;
const reservation = (one: { readonly scope: string; readonly key: string }): string =>
  `reservation ${nameOf(one)}`;
