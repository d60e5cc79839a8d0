import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View } from '@dealtrail/event-sourcing/view';
import type { Reader } from '../reader.ts';
import { searchIn } from '../replay-reader.ts';
import type { Search } from '../replay-reader.ts';

/** A past that grows event by event, and a reader over it as it stands: each event is folded once. */
export type GrowingReader = {
  readonly take: (event: StoredEvent) => void;
  /** Answers as at the last event taken, until the next is. */
  readonly at: (effectiveAt: string) => Reader;
};

type Held = { readonly history: StoredEvent[]; state: unknown; folded: number };

/** The states of one view; a key that nobody asks for is not folded. */
const statesOf = (view: View<unknown>) => {
  const keys = new Map<string, Held>();
  const stateOf = (held: Held): unknown => {
    const fresh = held.history.slice(held.folded);
    if (fresh.length === 0) return held.state;
    held.state = fresh.some((event) => view.rewrites(event))
      ? view.fold(held.history)
      : fresh.reduce((state: unknown, event) => view.evolve(state, event), held.state);
    held.folded = held.history.length;
    return held.state;
  };
  return {
    take: (event: StoredEvent): void => {
      const key = view.key(event);
      if (key === undefined) return;
      const held = keys.get(key) ?? { history: [], state: undefined, folded: 0 };
      keys.set(key, held);
      held.history.push(event);
    },
    of: (wanted: readonly string[]): ReadonlyMap<string, unknown> =>
      new Map(
        [...new Set(wanted)].flatMap((key) => {
          const held = keys.get(key);
          return held === undefined ? [] : [[key, stateOf(held)] as const];
        }),
      ),
    all: (): ReadonlyMap<string, unknown> => new Map([...keys].map(([key, held]) => [key, stateOf(held)])),
    changes: (): ReadonlyMap<string, number> =>
      new Map([...keys].map(([key, { history }]) => [key, history.at(-1)?.position ?? 0])),
  };
};

/** `past`: what was recorded before the first event that is taken, by position. */
export const growingReader = (ledgerId: string, past: readonly StoredEvent[]): GrowingReader => {
  const events = [...past];
  const views = new Map<string, ReturnType<typeof statesOf>>();
  const statesIn = <State>(view: View<State>): ReturnType<typeof statesOf> => {
    const known = views.get(view.name);
    if (known !== undefined) return known;
    const states = statesOf(view);
    for (const event of events) states.take(event);
    views.set(view.name, states);
    return states;
  };
  const states: Reader['states'] = <State>(view: View<State>, keys: readonly string[]) =>
    Promise.resolve(statesIn(view).of(keys) as ReadonlyMap<string, State>);
  const search = <State>(view: View<State>): Search => {
    const held = statesIn(view);
    return searchIn(view, held.all() as ReadonlyMap<string, State>, held.changes());
  };
  return {
    take: (event) => {
      events.push(event);
      for (const each of views.values()) each.take(event);
    },
    at: (effectiveAt) => ({
      ...{ ledgerId, effectiveAt, position: events.at(-1)?.position ?? 0 },
      states,
      state: async (view, key) => (await states(view, [key])).get(key),
      history: (streamIds) => Promise.resolve(events.filter(({ streamId }) => streamIds.includes(streamId))),
      find: (view, query) => Promise.resolve(search(view)(query)),
    }),
  };
};
