/**
 * One at a time per key, in the order of asking; other keys do not wait. Writers of one stream would only conflict with
 * each other and decide again; in turn, each decides once. Between processes the log still judges.
 */
export const openTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const turn = before === undefined ? work() : before.then(work, work);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
};

export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;
