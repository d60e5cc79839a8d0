import { sourceBook } from '@dealtrail/deals/claims/source-book';
import type { Source, SourceBook } from '@dealtrail/deals/claims/source-book';
import type { SourceId } from '@dealtrail/deals/values/ids';
import type { Reader } from '../reader.ts';
import { sources } from './source-view.ts';
import type { SourceState } from './source.state.ts';

/** Sources as the reader's position knows them, with all that they go back to. */
export type Sources = SourceBook;

/** 40: steps from a source to its furthest root that are followed. Chains of reposts are a handful long. */
export const chainMax = 40;

/** The sources and everything that they repeat or derive from, however far back. */
export const loadSources = async (reader: Reader, sourceIds: readonly string[]): Promise<Sources> =>
  sourcesOf(await statesOf(reader, sourceIds));

/** Ids of the sources and of everything that they go back to, sorted. */
export const sourceClosure = async (
  reader: Reader,
  sourceIds: readonly string[],
): Promise<readonly string[]> => [...(await statesOf(reader, sourceIds)).keys()].toSorted();

export const sourcesOf = (states: ReadonlyMap<string, SourceState>): Sources =>
  sourceBook([...states.values()].map(sourceOf));

const statesOf = async (
  reader: Reader,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, SourceState>> => {
  const known = new Map<string, SourceState>();
  let wanted: readonly string[] = [...new Set(sourceIds)];
  for (let step = 0; wanted.length > 0 && step < chainMax; step++) {
    const states = await reader.states(sources, wanted);
    for (const [id, state] of states) known.set(id, state);
    const origins = [...states.values()].flatMap(originsOf);
    wanted = [...new Set(origins)].filter((id) => !known.has(id));
  }
  return known;
};

const originsOf = ({ registered }: SourceState): readonly string[] => [
  ...(registered?.repostOf === undefined ? [] : [registered.repostOf]),
  ...(registered?.derivedFrom ?? []),
];

/** A registration that was retracted takes what rests on it along: nobody stands for the document any more. */
const unregistered = (sourceId: string): Source => ({
  sourceId: sourceId as SourceId,
  tier: 'T6',
  seen: false,
  derivedFrom: [],
  retracted: true,
  publishedAt: 'unknown',
});

const sourceOf = ({ sourceId: id, registered, retracted }: SourceState): Source => {
  if (registered === null) return unregistered(id);
  const { sourceId, tier, seen, repostOf, derivedFrom = [], publishedAt } = registered;
  return { sourceId, tier, seen, repostOf, derivedFrom, retracted, publishedAt };
};
