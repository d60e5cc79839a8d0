import { UnknownShape } from './unknown-shape.ts';

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

/** Of an event: its type and the version of its shape, without its data. */
export type Shape = Pick<Versioned, 'type' | 'schemaVersion'>;

/** Lifts an event to today's shape. Throws UnknownShape on a type or a version that the chains do not know. */
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

/** Throws UnknownShape on a type or a version that the chains do not know: an event that is not understood is never passed over. */
export const knowing = (chains: Readonly<Record<string, Chain>>): ((shape: Shape) => Chain) => {
  const known = new Map(Object.entries(chains));
  return ({ type, schemaVersion }) => {
    const chain = known.get(type);
    if (chain === undefined) throw new UnknownShape(`no event type is called ${type}`);
    if (schemaVersion < 1 || schemaVersion > chain.current)
      throw new UnknownShape(
        `${type} version ${String(schemaVersion)} is not known here: the newest is ${String(chain.current)}`,
      );
    return chain;
  };
};

/** Facts are never rewritten: old shapes are lifted when they are read, so that the rest of the code knows only today. */
export const upcasting = (chains: Readonly<Record<string, Chain>>): Lift => {
  for (const [type, chain] of Object.entries(chains)) assertWhole(type, chain);
  const chainOf = knowing(chains);
  return (event) => {
    const chain = chainOf(event);
    if (event.schemaVersion === chain.current) return event;
    return { ...event, schemaVersion: chain.current, data: liftData(event, chain) };
  };
};
