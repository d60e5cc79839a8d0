import { compatible, narrower } from '../values/figure-policy.ts';
import type { Modality } from '../values/modality.ts';
import { intervalOf } from '../values/partial-date.ts';
import { extentOfClaim } from './claim-extent.ts';
import type { ClaimExtent } from './claim-extent.ts';
import { weakModalities } from './claim.ts';
import type { Claim } from './claim.ts';
import { stageByEvent } from './claims-of.ts';
import { isAfter, lastOf, lastPublished } from './publication.ts';
import { bestTier, hasSupport } from './source-book.ts';
import type { SourceBook, Tier } from './source-book.ts';

/** What ranking looks at besides the claims. */
export type Ranks = {
  readonly book: SourceBook;
  /** YYYY-MM-DD: what was true in the world then. */
  readonly effectiveAt: string;
};

/** The steps of rule 4, by their letters. */
export const stepNames = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] as const;
export type StepName = (typeof stepNames)[number];

/** Why a claim was dropped; `explained`: it was true before the world changed, so it rivals nothing. */
type Dropped = { readonly claim: Claim; readonly why: string; readonly explained?: boolean };
type Sifted = { readonly kept: readonly Claim[]; readonly dropped: readonly Dropped[] };

/** Keeps the claims without a reason to go; `why` undefined keeps. */
export const sift = (claims: readonly Claim[], why: (claim: Claim) => string | undefined): Sifted => {
  const kept: Claim[] = [];
  const dropped: Dropped[] = [];
  for (const claim of claims) {
    const reason = why(claim);
    if (reason === undefined) kept.push(claim);
    else dropped.push({ claim, why: reason });
  }
  return { kept, dropped };
};

export type Sieve = {
  readonly step: StepName;
  readonly sift: (claims: readonly Claim[], ranks: Ranks) => Sifted;
};

const whyNotStanding = (claim: Claim, { book }: Ranks): string | undefined => {
  if (claim.standing === 'retracted') return 'the record was retracted';
  if (claim.standing === 'correctedAway') return 'the record was corrected';
  return hasSupport(book, claim.sources) ? undefined : 'rests only on retracted sources';
};

const adopted = (claims: readonly Claim[]): Sifted => {
  const chosen = claims.find(({ adoption }) => adoption !== undefined);
  if (chosen === undefined) return { kept: claims, dropped: [] };
  return sift(claims, (claim) => (claim === chosen ? undefined : 'an analyst adopted another claim'));
};

/** Since when a change of the world is so; undefined for what changes nothing or has not come about yet. */
const effectiveSince = ({ effectiveOn }: Claim, effectiveAt: string): string | undefined => {
  if (effectiveOn === undefined) return undefined;
  const { earliest, latest } = intervalOf(effectiveOn);
  return earliest !== null && earliest > effectiveAt ? undefined : (earliest ?? latest ?? '');
};

/** A claim is from before unless its own date proves it to be later: nobody dates a stale figure. */
const isFromAfter = (claim: Claim, since: string): boolean => {
  const { earliest } = intervalOf(claim.asOf ?? claim.effectiveOn ?? claim.occurredOn ?? 'unknown');
  return earliest !== null && earliest > since;
};

const notYet = (claims: readonly Claim[], { effectiveAt }: Ranks): Sifted =>
  sift(claims, (claim) =>
    claim.effectiveOn !== undefined && effectiveSince(claim, effectiveAt) === undefined
      ? 'is not effective yet'
      : undefined,
  );

const changed = (claims: readonly Claim[], { effectiveAt }: Ranks): Sifted => {
  const changes = claims
    .map((claim) => ({ claim, since: effectiveSince(claim, effectiveAt) }))
    .flatMap(({ claim, since }) => (since === undefined ? [] : [{ claim, since }]))
    .toSorted((a, b) =>
      a.since < b.since ? -1 : a.since > b.since ? 1 : a.claim.position - b.claim.position,
    );
  const last = changes.at(-1);
  if (last === undefined) return { kept: claims, dropped: [] };
  return sift(claims, (claim) =>
    claim === last.claim || isFromAfter(claim, last.since) ? undefined : 'was so before the change',
  );
};

/** Stages that events brought about: the furthest one is where things stand, the earlier ones led to it. */
const furthestStage = (claims: readonly Claim[]): Sifted => {
  const order = ['announced', 'signed', 'closed'];
  const reached = ({ eventType, path, value }: Claim): number =>
    stageByEvent[eventType]?.[0] === path ? order.findIndex((stage) => stage === value.value) : -1;
  const furthest = Math.max(-1, ...claims.map(reached));
  return sift(claims, (claim) =>
    reached(claim) !== -1 && reached(claim) < furthest ? 'a later stage was reached' : undefined,
  );
};

const changesOfTheWorld = (claims: readonly Claim[], ranks: Ranks): Sifted => {
  const due = notYet(claims, ranks);
  const now = changed(due.kept, ranks);
  const staged = furthestStage(now.kept);
  return {
    kept: staged.kept,
    dropped: [...due.dropped, ...now.dropped, ...staged.dropped].map((each) => ({
      ...each,
      explained: true,
    })),
  };
};

const whyDenied = (claim: Claim, { book }: Ranks): string | undefined => {
  const denial = claim.denials.find(({ sources }) => hasSupport(book, sources));
  if (denial === undefined || bestTier(book, claim.sources) <= 'T2') return undefined;
  return `denied by ${denial.byParty}, and neither a filing nor a release carries it`;
};

/** 0: said as fact; 1: rumoured; 2: opinion, forecast or inference. */
const softness = (modality: Modality): number =>
  weakModalities.has(modality) ? 2 : modality === 'rumoured' ? 1 : 0;

const firmest = (claims: readonly Claim[], ranks: Ranks): Sifted => {
  const undenied = sift(claims, (claim) => whyDenied(claim, ranks));
  const best = Math.min(...undenied.kept.map(({ modality }) => softness(modality)));
  const firm = sift(undenied.kept, ({ modality }) =>
    softness(modality) > best ? `is ${modality}, and something firmer stands` : undefined,
  );
  return { kept: firm.kept, dropped: [...undenied.dropped, ...firm.dropped] };
};

const disclosed = (claims: readonly Claim[]): Sifted =>
  claims.some(({ value }) => value.qualifier !== 'undisclosed')
    ? sift(claims, ({ value }) => (value.qualifier === 'undisclosed' ? 'names no value' : undefined))
    : { kept: claims, dropped: [] };

/** Each way of saying it once: many claims say the same. */
const distinct = (claims: readonly Claim[]): readonly ClaimExtent[] => [
  ...new Map(claims.map(extentOfClaim).map((each) => [each.key, each])).values(),
];

/** Those of `extents` that are compatible with `one`; two precise ones are so only if they are the same. */
const compatibleWith = (extents: readonly ClaimExtent[], one: ClaimExtent): readonly ClaimExtent[] =>
  extents.filter((other) =>
    one.precise && other.precise ? one.key === other.key : compatible(one.extent, other.extent),
  );

/**
 * Steps f and g are one sieve with two names: the best tier speaks, and a claim of a lower tier may say the same more
 * precisely. Step f keeps the best tier and what is compatible with it and narrower; step g the narrowest of these.
 */
const bestTiers = (claims: readonly Claim[], { book }: Ranks): Sifted => {
  const tierOf = ({ sources }: Claim): Tier => bestTier(book, sources);
  const best = claims.map(tierOf).reduce((a, b) => (b < a ? b : a), 'T6');
  if (claims.every((claim) => tierOf(claim) === best)) return { kept: claims, dropped: [] };
  const top = distinct(claims.filter((claim) => tierOf(claim) === best));
  return sift(claims, (claim) => {
    if (tierOf(claim) === best) return undefined;
    const own = extentOfClaim(claim);
    const agrees = compatibleWith(top, own);
    if (agrees.some((leader) => narrower(own.extent, leader.extent))) return undefined;
    const lower = `is of tier ${tierOf(claim)}, below ${best}`;
    return agrees.length > 0 ? `${lower}, and no more precise` : lower;
  });
};

/** One that says the same more precisely: while it is among the claims, nobody needs to look for another. */
const morePrecise = new WeakMap<ClaimExtent, ClaimExtent>();

const narrowest = (claims: readonly Claim[], { book }: Ranks): Sifted => {
  if (claims.length < 2) return { kept: claims, dropped: [] };
  const tiers = new Map<string, Tier>();
  for (const claim of claims) {
    const { key } = extentOfClaim(claim);
    const [tier, best] = [bestTier(book, claim.sources), tiers.get(key)];
    if (best === undefined || tier < best) tiers.set(key, tier);
  }
  const all = distinct(claims);
  const isLoose = (one: ClaimExtent): boolean => {
    if (one.precise) return false;
    const known = morePrecise.get(one);
    if (known !== undefined && tiers.has(known.key)) return true;
    const found = all.find(
      (other) => narrower(other.extent, one.extent) && compatible(one.extent, other.extent),
    );
    if (found !== undefined) morePrecise.set(one, found);
    return found !== undefined;
  };
  const loose = new Set(all.filter(isLoose).map(({ key }) => key));
  return sift(claims, (claim) => {
    const { key } = extentOfClaim(claim);
    if (loose.has(key)) return 'a compatible claim is more precise';
    const isBetterSaid = (tiers.get(key) ?? 'T6') < bestTier(book, claim.sources);
    return isBetterSaid ? 'a source of a better tier says the same' : undefined;
  });
};

/** Who a party is does not change because somebody wrote about it later. */
export const isIdentity = ({ path }: Claim): boolean => path === 'party.name' || path.includes('.role.');

const latest = (claims: readonly Claim[], { book }: Ranks): Sifted => {
  const last = lastOf(claims.map(({ sources }) => lastPublished(book, sources)));
  return sift(claims, (claim) =>
    !isIdentity(claim) && isAfter(last, lastPublished(book, claim.sources))
      ? 'another was published later'
      : undefined,
  );
};

const first = (claims: readonly Claim[]): Sifted => {
  const earliest = Math.min(...claims.map(({ position }) => position));
  return sift(claims, ({ position }) => (position > earliest ? 'was recorded after another' : undefined));
};

export const sieves: readonly Sieve[] = [
  { step: 'a', sift: (claims, ranks) => sift(claims, (claim) => whyNotStanding(claim, ranks)) },
  { step: 'b', sift: adopted },
  { step: 'c', sift: changesOfTheWorld },
  { step: 'd', sift: firmest },
  { step: 'e', sift: disclosed },
  { step: 'f', sift: bestTiers },
  { step: 'g', sift: narrowest },
  { step: 'h', sift: latest },
  { step: 'i', sift: first },
];
