import type { Append } from '@dealtrail/event-sourcing/log';
import { footprint, nothingTouched } from './footprint.ts';
import type { Touched } from './footprint.ts';

export type GroupLimits = {
  readonly countMax: number;
  readonly payloadCharsMax: number;
  /** How far down the queue to look: a queue for one contested stream yields one append a group, wherever the look ends. */
  readonly looksMax: number;
};

export type Group<Waiting> = {
  readonly group: readonly Waiting[];
  readonly rest: Waiting[];
  /** What the group has to do with. */
  readonly touched: Touched;
};

/**
 * Picks from the front of a queue what may be judged side by side, each against the log as it stands: no append of the
 * group writes what another of it reads or writes, but that several may add to one stream; so the group's outcome equals
 * that of its members one after the other, in any order. What is passed over keeps its turn before whatever touches the
 * same, and so does what is on its way already (`ahead`).
 */
export const takeGroup = <Waiting extends { readonly append: Append }>(
  queue: readonly Waiting[],
  limits: GroupLimits,
  ahead: Iterable<Touched> = [],
): Group<Waiting> => {
  const group: Waiting[] = [];
  const rest: Waiting[] = [];
  const [touched, passedOver] = [nothingTouched(), nothingTouched()];
  const before = [touched, passedOver, ...ahead];
  let payloadChars = 0;
  for (const [index, waiting] of queue.entries()) {
    const size = waiting.append.event?.payload.length ?? 0;
    const isFull =
      index >= limits.looksMax ||
      group.length >= limits.countMax ||
      (group.length > 0 && payloadChars + size > limits.payloadCharsMax);
    if (isFull) return { group, rest: rest.concat(queue.slice(index)), touched };
    const own = footprint(waiting.append);
    if (before.some((each) => each.meets(own))) {
      rest.push(waiting);
      passedOver.include(own);
    } else {
      group.push(waiting);
      touched.include(own);
      payloadChars += size;
    }
  }
  return { group, rest, touched };
};
