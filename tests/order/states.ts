import type { Authors } from './authors.ts';
import { groupBy } from './group-by.ts';
import type { FinalLog, Name, SeenEvent } from './history.ts';
import { firstIndex } from './moments.ts';

/** The log as it stood at each of its heads, replayed from its events and from what their calls asked for. */
export type States = {
  readonly lastOf: (streamId: string, head: number) => SeenEvent | undefined;
  readonly holderOf: (name: Name, head: number) => string | undefined;
  /** Names that are held in the end. */
  readonly held: () => readonly (Name & { readonly holder: string })[];
};

type Turn = { readonly position: number; readonly name: Name; readonly holder: string | undefined };

export const statesOf = ({ events }: FinalLog, authors: Authors): States => {
  const streams = groupBy(events, ({ streamId }) => streamId);
  const turns = turnsOf(events, authors);
  return {
    lastOf: (streamId, head) => at(streams.get(streamId), head),
    holderOf: (name, head) => at(turns.get(keyOf(name)), head)?.holder,
    held: () =>
      [...turns.values()].flatMap((all) => {
        const last = all.at(-1);
        return last?.holder === undefined ? [] : [{ ...last.name, holder: last.holder }];
      }),
  };
};

/** Who held each name from when on. */
const turnsOf = (events: readonly SeenEvent[], authors: Authors): ReadonlyMap<string, readonly Turn[]> => {
  const turns = new Map<string, Turn[]>();
  const turn = ({ position }: SeenEvent, name: Name, holder: string | undefined): void => {
    const before = turns.get(keyOf(name)) ?? [];
    turns.set(keyOf(name), before);
    before.push({ position, name, holder });
  };
  for (const event of events) {
    const call = authors.first(event)?.call;
    for (const name of call?.reserves ?? [])
      if (turns.get(keyOf(name))?.at(-1)?.holder === undefined) turn(event, name, event.streamId);
    for (const name of call?.releases ?? [])
      if (turns.get(keyOf(name))?.at(-1)?.holder === event.streamId) turn(event, name, undefined);
  }
  return turns;
};

/** Scopes hold no U+0000. */
export const keyOf = ({ scope, key }: Name): string => `${scope}\0${key}`;

const at = <Item extends { readonly position: number }>(
  items: readonly Item[] | undefined,
  head: number,
): Item | undefined => items?.[firstIndex(items, ({ position }) => position > head) - 1];
