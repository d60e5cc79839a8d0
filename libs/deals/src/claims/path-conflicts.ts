import { compatible } from '../values/figure-policy.ts';
import { fold } from '../values/text.ts';
import { extentOfClaim } from './claim-extent.ts';
import type { ClaimExtent } from './claim-extent.ts';
import { stageByEvent } from './claims-of.ts';
import type { Claim, MeasuredBy } from './claim.ts';
import { conflict, conflictClaims, isLive } from './conflict.ts';
import type { Conflict, ConflictClass, ConflictState, Matter } from './conflict.ts';
import { byPath, rank } from './rank.ts';

/** How two claims on one path stand to each other. */
type Relation = 'same' | 'overlap' | 'disjoint';
type Pair = {
  readonly a: Claim;
  readonly b: Claim;
  readonly relation: Exclude<Relation, 'same'>;
  readonly class: ConflictClass;
};

/** Words for what a thing is: a different wording is another description, never another thing. */
const isLabel = (path: string): boolean => path.endsWith('.label');

const statusPaths: ReadonlySet<string> = new Set(['party.business', 'deal.scope']);
const isStage = (path: string): boolean => path.endsWith('.stage');
const isStatus = (path: string): boolean => isStage(path) || isLabel(path) || statusPaths.has(path);

const identityRegex =
  /^(party\.name|deal\.class|(deal|financing)\.role\..+|event\.[^.]+\.(borrower|parties\..+))$/;

const classOf = ({ path, kind }: Claim): ConflictClass => {
  if (kind === 'date') return 'date';
  if (identityRegex.test(path)) return 'identity';
  return isStatus(path) ? 'status' : 'value';
};

const basisOf = ({ numerator, denominator }: MeasuredBy): string =>
  JSON.stringify([numerator.map(fold).sort(), denominator === undefined ? null : fold(denominator)]);

const isRecordedStage = ({ eventType, path }: Claim): boolean => stageByEvent[eventType]?.[0] === path;

/** A claim with what is asked of it in every pair. */
type Said = {
  readonly claim: Claim;
  readonly saying: ClaimExtent;
  /** Folded; empty where it is said of the whole. */
  readonly scope: string;
  readonly basis: string | undefined;
  /** Tells of a stage that events brought about. */
  readonly reached: boolean;
};

/** Stages that were reached one after the other do not contradict each other, nor does who tells of one of them. */
const saidBy = (claims: readonly Claim[]): readonly Said[] => {
  const reached = new Set(claims.filter(isRecordedStage).map((stage) => extentOfClaim(stage).key));
  return claims.map((claim) => {
    const { measuredBy, path, scope = '' } = claim;
    const saying = extentOfClaim(claim);
    const basis = measuredBy === undefined ? undefined : basisOf(measuredBy);
    return { claim, saying, scope: fold(scope), basis, reached: isStage(path) && reached.has(saying.key) };
  });
};

const relationOf = (a: Said, b: Said): Relation => {
  if (a.scope !== b.scope || (a.reached && b.reached) || a.saying.key === b.saying.key) return 'same';
  const isLoose = !(a.saying.precise && b.saying.precise);
  const overlaps = isLoose && compatible(a.saying.extent, b.saying.extent);
  return overlaps || isLabel(a.claim.path) ? 'overlap' : 'disjoint';
};

/** Two shares of different things: equal percentages would be a coincidence, different ones no contradiction. */
const isOtherBasis = (a: Said, b: Said): boolean =>
  a.basis !== undefined && b.basis !== undefined && a.basis !== b.basis;

/** Every two claims that do not say the same. */
const pairsOf = (claims: readonly Claim[]): readonly Pair[] => {
  const all = saidBy(claims);
  const pairs: Pair[] = [];
  for (const [index, a] of all.entries())
    for (let next = index + 1; next < all.length; next++) {
      const b = all[next];
      if (b === undefined) continue;
      const isBasis = isOtherBasis(a, b);
      const relation = isBasis ? 'disjoint' : relationOf(a, b);
      if (relation === 'same') continue;
      pairs.push({ a: a.claim, b: b.claim, relation, class: isBasis ? 'basis' : classOf(a.claim) });
    }
  return pairs;
};

/** Every name that our own record gives the party: another one of them is no other party. */
const namesOf = (subject: string, { events }: Matter): ReadonlySet<string> => {
  const names = events.flatMap(({ event, retractedBy }) => {
    if (event.streamId !== subject || retractedBy !== null) return [];
    const {
      legalName,
      newName,
      aliases = [],
    } = event.data as Readonly<Record<string, unknown>> & {
      readonly aliases?: readonly string[];
    };
    return [legalName, newName, ...aliases].filter((name) => typeof name === 'string');
  });
  return new Set(names.map(fold));
};

const isExplained = ({ a, b }: Pair, explained: ReadonlySet<Claim>, names: ReadonlySet<string>): boolean => {
  if (explained.has(a) || explained.has(b)) return true;
  if (a.path !== 'party.name') return false;
  const isName = ({ value }: Claim): boolean =>
    typeof value.value === 'string' && names.has(fold(value.value));
  return isName(a) && isName(b);
};

const whys: Readonly<Record<ConflictState, string>> = {
  open: 'cannot be true together',
  subsumed: 'are each compatible with another of them and differ from it in precision',
  explained:
    'differ, and our record says why: the world changed between them, or both are names of one party',
  adopted: 'cannot be true together; an analyst adopted one',
  retracted: 'could not be true together; one side has been retracted',
};

type Group = { readonly pairs: readonly Pair[]; readonly state: ConflictState };

const toConflict = ({ pairs, state }: Group): readonly Conflict[] => {
  const claims = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const [first] = claims;
  const [pair] = pairs;
  if (first === undefined || pair === undefined) return [];
  const { subject, path } = first;
  const basis =
    pair.class === 'basis' ? 'count different things or are shares of different things' : whys[state];
  const why = `${String(claims.length)} claims on ${path} ${basis}`;
  return [conflict({ class: pair.class, state, subject, path, claims: conflictClaims(claims), why })];
};

const stateOf = (pairs: readonly Pair[], group: readonly Claim[], matter: Matter): ConflictState => {
  if (group.some(({ adoption }) => adoption !== undefined)) return 'adopted';
  const explained = new Set(rank(group, matter).explained.map(({ claim }) => claim));
  const names = namesOf(group[0]?.subject ?? '', matter);
  return pairs.every((pair) => isExplained(pair, explained, names)) ? 'explained' : 'open';
};

const conflictsOn = (group: readonly Claim[], matter: Matter): readonly Conflict[] => {
  const recorded = group.filter(({ standing }) => standing !== 'correctedAway');
  const live = recorded.filter((claim) => isLive(claim, matter.book));
  const pairs = pairsOf(live);
  const overlapping = pairs.filter(({ relation }) => relation === 'overlap');
  const disjoint = pairs.filter(({ relation }) => relation === 'disjoint');
  const classes = [...new Set(disjoint.map((pair) => pair.class))];
  const settled = classes.flatMap((each) => {
    const ofClass = disjoint.filter((pair) => pair.class === each);
    return toConflict({ pairs: ofClass, state: stateOf(ofClass, live, matter) });
  });
  const past = disjoint.length > 0 ? [] : pairsOf(recorded).filter(({ relation }) => relation === 'disjoint');
  return [
    ...settled,
    ...toConflict({ pairs: overlapping, state: 'subsumed' }),
    ...toConflict({ pairs: past, state: 'retracted' }),
  ];
};

/** Claims on one path of one subject that say different things: value, identity, date, status and basis. */
export const pathConflicts = (matter: Matter): readonly Conflict[] =>
  [...byPath(matter.claims).values()].flatMap((group) => conflictsOn(group, matter));
