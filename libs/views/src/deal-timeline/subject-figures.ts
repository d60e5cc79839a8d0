import type { Claim } from '@dealtrail/deals/claims/claim';
import { claimsOf } from '@dealtrail/deals/claims/claims-of';
import { byPath, winnerOf } from '@dealtrail/deals/claims/rank';
import type { SourceBook } from '@dealtrail/deals/claims/source-book';
import type { Recorded } from '@dealtrail/deals/recorded';
import { claimsIn, onlyAddsClaims } from '../claims/claims.ts';
import type { ClaimValue } from '../figure-view.ts';
import { compareText } from '../order.ts';
import type { ChangeView } from './answer.ts';

type Groups = ReadonlyMap<string, readonly Claim[]>;

/** The current figures of one deal, financing or party while its events are taken one after the other. */
export type SubjectFigures = {
  /** Takes one more event of the subject's own stream. */
  readonly take: (event: Recorded, book: SourceBook) => readonly ChangeView[];
  /** Judges anew what rests on these sources. */
  readonly judge: (sourceIds: ReadonlySet<string>, book: SourceBook) => readonly ChangeView[];
};

const byPathAlone = (claims: readonly Claim[]): Groups =>
  new Map([...byPath(claims).values()].map((group) => [group[0]?.path ?? '', group]));

const isSameGroup = (a: readonly Claim[] = [], b: readonly Claim[] = []): boolean =>
  a.length === b.length && a.every((claim, index) => claim === b[index]);

const restsOn = (claim: Claim, sourceIds: ReadonlySet<string>): boolean =>
  [claim.sources, ...claim.denials.map(({ sources }) => sources)].some((cited) =>
    cited.some(({ sourceId }) => sourceIds.has(sourceId)),
  );

/**
 * Only the paths that an event touches are ranked again: what it says, or, where it bears on earlier events, whatever
 * is claimed otherwise with it than without it.
 */
export const subjectFigures = (subject: string, effectiveAt: string): SubjectFigures => {
  const history: Recorded[] = [];
  const groups = new Map<string, readonly Claim[]>();
  const current = new Map<string, ClaimValue>();

  const rankedAnew = (paths: readonly string[], book: SourceBook): readonly ChangeView[] =>
    paths.toSorted(compareText).flatMap((path) => {
      const before = current.get(path) ?? null;
      const after = winnerOf(groups.get(path) ?? [], { book, effectiveAt })?.value ?? null;
      if (before === after || JSON.stringify(before) === JSON.stringify(after)) return [];
      if (after === null) current.delete(path);
      else current.set(path, after);
      return [{ subject, path, before, after }];
    });

  const add = (event: Recorded): readonly string[] => {
    const made = [...byPathAlone(claimsOf(event))];
    for (const [path, claims] of made) groups.set(path, [...(groups.get(path) ?? []), ...claims]);
    return made.map(([path]) => path);
  };

  const refold = (): readonly string[] => {
    const now = byPathAlone(claimsIn(history).claims);
    const touched = [...new Set([...groups.keys(), ...now.keys()])].filter(
      (path) => !isSameGroup(groups.get(path), now.get(path)),
    );
    groups.clear();
    for (const [path, claims] of now) groups.set(path, claims);
    return touched;
  };

  return {
    take: (event, book) => {
      history.push(event);
      return rankedAnew(onlyAddsClaims(event) ? add(event) : refold(), book);
    },
    judge: (sourceIds, book) => {
      const resting = [...groups].filter(([, claims]) => claims.some((claim) => restsOn(claim, sourceIds)));
      return rankedAnew(
        resting.map(([path]) => path),
        book,
      );
    },
  };
};
