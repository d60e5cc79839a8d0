import type { Reader } from '../reader.ts';

/** A reader that remembers of which streams it was asked. */
export type Watched = { readonly reader: Reader; readonly streams: ReadonlySet<string> };

/**
 * Whatever an answer is made from goes through its reader, so that what was asked of it names every stream on which the
 * answer rests, and no list of them has to be kept beside the answer. A key of every view is a stream.
 */
export const watched = (reader: Reader): Watched => {
  const streams = new Set<string>();
  const note = (ids: readonly string[]): void => {
    for (const id of ids) streams.add(id);
  };
  return {
    streams,
    reader: {
      ...reader,
      states: (view, keys) => {
        note(keys);
        return reader.states(view, keys);
      },
      state: (view, key) => {
        note([key]);
        return reader.state(view, key);
      },
      history: (streamIds) => {
        note(streamIds);
        return reader.history(streamIds);
      },
      find: async (view, query) => {
        const found = await reader.find(view, query);
        note(found.map(({ key }) => key));
        return found;
      },
    },
  };
};
