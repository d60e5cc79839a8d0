import type { EventId } from '../values/ids.ts';
import type { Claim } from './claim.ts';
import { byPath } from './rank.ts';

/** What one source says on one path: the events that carry it, or nothing. Silence is not a claim. */
export type Cell =
  { readonly says: 'claims'; readonly claimEventIds: readonly EventId[] } | { readonly says: 'silent' };

export type MatrixRow = {
  readonly subject: string;
  readonly path: string;
  readonly cells: Readonly<Record<string, Cell>>;
};

/** Sources by paths: who says what, and who says nothing. */
export type Matrix = { readonly sources: readonly string[]; readonly rows: readonly MatrixRow[] };

const cellOf = (claims: readonly Claim[], sourceId: string): Cell => {
  const said = claims.filter(({ sources }) => sources.some((cited) => cited.sourceId === sourceId));
  const claimEventIds = [...new Set(said.map(({ claimEventId }) => claimEventId))];
  return claimEventIds.length === 0 ? { says: 'silent' } : { says: 'claims', claimEventIds };
};

/**
 * @param claims of any number of subjects; only those that stand are shown
 * @param more sources that must have a column although they claim nothing on any path
 */
export const matrixOf = (claims: readonly Claim[], more: readonly string[] = []): Matrix => {
  const standing = claims.filter((claim) => claim.standing === 'standing');
  const cited = standing.flatMap((claim) => claim.sources.map(({ sourceId }): string => sourceId));
  const sources = [...new Set([...cited, ...more])].sort();
  const rows = [...byPath(standing).values()].flatMap((group): readonly MatrixRow[] => {
    const [first] = group;
    if (first === undefined) return [];
    const cells = sources.map((sourceId): [string, Cell] => [sourceId, cellOf(group, sourceId)]);
    return [{ subject: first.subject, path: first.path, cells: Object.fromEntries(cells) }];
  });
  return { sources, rows };
};
