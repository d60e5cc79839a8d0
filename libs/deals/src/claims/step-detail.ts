import type { Claim } from './claim.ts';
import { isIdentity } from './sieves.ts';
import type { Ranks, StepName } from './sieves.ts';
import { bestTier } from './source-book.ts';

type Unmoved = (claims: readonly Claim[], ranks: Ranks) => string;

const tiers: Unmoved = (claims, { book }) => {
  const all = claims.map(({ sources }) => bestTier(book, sources)).toSorted();
  const best = all[0] ?? 'T6';
  return all.at(-1) === best
    ? `all are of the best tier, ${best}`
    : `those below the best tier, ${best}, say the same more precisely`;
};

/** What each step found where it dropped nothing. Each is true of every case in which the step drops nothing. */
const unmoved: Readonly<Record<StepName, Unmoved>> = {
  a: () => 'none was retracted or corrected away, and none rests only on retracted sources',
  b: (claims) =>
    claims.some(({ adoption }) => adoption !== undefined)
      ? 'the one claim left was adopted by an analyst'
      : 'no claim was adopted',
  c: () => 'none is from before a change of the world in effect, or from one still to come',
  d: () => 'all are equally firm, and none fell to a denial',
  e: (claims) =>
    claims.every(({ value }) => value.qualifier === 'undisclosed')
      ? 'none names a value'
      : 'all name a value',
  f: tiers,
  g: () => 'none is a more precise form of another, or the same from a better tier',
  h: (claims) =>
    claims.some(isIdentity)
      ? 'who a party is does not change with a later publication'
      : 'none was certainly published later than another',
  i: () => 'all were recorded by one event',
};

/** Steps that choose between claims: of one alone there is nothing to say. */
const choosing: readonly StepName[] = ['c', 'd', 'e', 'f', 'g', 'h', 'i'];

/** What a step did to the claims that it was given, for a person: why it dropped some, or why it dropped none. */
export const detailOf = (
  step: StepName,
  claims: readonly Claim[],
  whys: readonly string[],
  ranks: Ranks,
): string => {
  if (whys.length > 0) return `dropped: ${[...new Set(whys)].join(', ')}`;
  if (claims.length === 0) return 'nothing dropped: no claim was left';
  if (claims.length === 1 && choosing.includes(step)) return 'nothing dropped: one claim was left';
  return `nothing dropped: ${unmoved[step](claims, ranks)}`;
};
