/** Turns the data of one schema version into the data of the next. */
export type Step = (old: unknown) => unknown;

/**
 * Every shape the data of one event type ever had: `current` is the version written today, `steps[n]` lifts
 * version n to n + 1. Every version from 1 to `current - 1` needs its step, or `upcasting` throws at start.
 */
export type Chain = {
  readonly current: number;
  readonly steps: Readonly<Record<number, Step>>;
};

export type Versioned = { readonly type: string; readonly schemaVersion: number; readonly data: unknown };

/** Lifts an event to today's shape. Throws on a type or a version that the chains do not know: that is a bug. */
export type Lift = <Event extends Versioned>(event: Event) => Event;

const missingSteps = (chain: Chain): readonly number[] =>
  Array.from({ length: chain.current - 1 }, (_, index) => index + 1).filter(
    (version) => chain.steps[version] === undefined,
  );

const assertWhole = (type: string, chain: Chain): void => {
  const missing = missingSteps(chain);
  if (missing.length > 0)
    throw new Error(`${type} has no step from version ${missing.join(', ')} to the next`);
};

const liftData = (event: Versioned, chain: Chain): unknown => {
  let data = event.data;
  for (let version = event.schemaVersion; version < chain.current; version++)
    data = chain.steps[version]?.(data);
  return data;
};

/** Facts are never rewritten: old shapes are lifted when they are read, so that the rest of the code knows only today. */
export const upcasting = (chains: Readonly<Record<string, Chain>>): Lift => {
  const known = new Map(Object.entries(chains));
  known.forEach((chain, type) => {
    assertWhole(type, chain);
  });
  return (event) => {
    const chain = known.get(event.type);
    if (chain === undefined) throw new Error(`no event type is called ${event.type}`);
    if (event.schemaVersion === chain.current) return event;
    if (event.schemaVersion < 1 || event.schemaVersion > chain.current)
      throw new Error(
        `${event.type} version ${String(event.schemaVersion)} is not known here: the newest is ${String(chain.current)}`,
      );
    return { ...event, schemaVersion: chain.current, data: liftData(event, chain) };
  };
};
