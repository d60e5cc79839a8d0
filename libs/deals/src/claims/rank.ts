import type { EventId } from '../values/ids.ts';
import type { Modality } from '../values/modality.ts';
import { agree } from './claim-extent.ts';
import type { Claim } from './claim.ts';
import { sieves } from './sieves.ts';
import type { Ranks, Sieve, StepName } from './sieves.ts';
import { detailOf } from './step-detail.ts';

/** One step of rule 4: how many claims it left, and which it dropped. */
export type Step = {
  readonly step: StepName;
  readonly kept: number;
  readonly dropped: readonly EventId[];
  /** What the step found, for a person: why it dropped claims, or why none. */
  readonly detail: string;
};

/** A claim that says otherwise and lost. */
export type Rival = { readonly claim: Claim; readonly lostAt: StepName; readonly why: string };

/** What rule 4 makes of the claims on one path. */
export type Ranking = {
  /** Null when nothing stands. */
  readonly winner: Claim | null;
  /** The step after which all claims left say the same; `only` when no step was needed for that. */
  readonly step: StepName | 'only';
  readonly steps: readonly Step[];
  /** Claims that stand and say otherwise, oldest first. */
  readonly rivals: readonly Rival[];
  /** Claims from before a change of the world, or of one that is still to come: no rivals. */
  readonly explained: readonly Rival[];
  /** The winner and every standing claim that says the same, oldest first. */
  readonly agreeing: readonly Claim[];
  /** The winner stands only because nothing firmer does. */
  readonly marked?: Modality | undefined;
};

type Lost = Rival & { readonly explained: boolean };
type State = {
  readonly left: readonly Claim[];
  readonly steps: readonly Step[];
  readonly lost: readonly Lost[];
};

const apply = (state: State, sieve: Sieve, ranks: Ranks): State => {
  const { kept, dropped } = sieve.sift(state.left, ranks);
  const step: Step = {
    step: sieve.step,
    kept: kept.length,
    dropped: [...new Set(dropped.map(({ claim }) => claim.claimEventId))],
    detail: detailOf(
      sieve.step,
      state.left,
      dropped.map(({ why }) => why),
      ranks,
    ),
  };
  const lost = dropped.map(({ claim, why, explained = false }) => ({
    claim,
    why,
    explained,
    lostAt: sieve.step,
  }));
  return { left: kept, steps: [...state.steps, step], lost: [...state.lost, ...lost] };
};

const inOrder = (claims: readonly Claim[]): readonly Claim[] =>
  claims.toSorted(
    (a, b) => a.position - b.position || (JSON.stringify(a.value) < JSON.stringify(b.value) ? -1 : 1),
  );

/** The last step that dropped a claim which says something other than the winner. */
const decidedAt = (winner: Claim, lost: readonly Lost[]): StepName | 'only' =>
  lost.findLast(({ claim }) => claim.standing !== 'correctedAway' && !agree(claim, winner))?.lostAt ?? 'only';

const outcome = (winner: Claim, { lost, steps }: State): Ranking => {
  const standing = lost.filter(({ lostAt }) => lostAt !== 'a');
  const otherwise = standing.filter(({ claim }) => !agree(claim, winner)).map((each) => ({ ...each }));
  const byPosition = (a: Rival, b: Rival): number => a.claim.position - b.claim.position;
  const rival = ({ claim, lostAt, why }: Lost): Rival => ({ claim, lostAt, why });
  const marked =
    winner.modality === 'stated' || winner.modality === 'company' || winner.modality === 'reported';
  return {
    winner,
    step: decidedAt(winner, lost),
    steps,
    rivals: otherwise
      .filter(({ explained }) => !explained)
      .map(rival)
      .toSorted(byPosition),
    explained: otherwise
      .filter(({ explained }) => explained)
      .map(rival)
      .toSorted(byPosition),
    agreeing: inOrder([
      winner,
      ...standing.filter(({ claim }) => agree(claim, winner)).map(({ claim }) => claim),
    ]),
    ...(marked ? {} : { marked: winner.modality }),
  };
};

/**
 * Rule 4: which of the claims on one path of one subject stands, by which step, and what it prevailed over. The
 * answer does not depend on the order in which the claims are given.
 */
export const rank = (claims: readonly Claim[], ranks: Ranks): Ranking => {
  const start: State = { left: inOrder(claims), steps: [], lost: [] };
  const state = sieves.reduce((before, sieve) => apply(before, sieve, ranks), start);
  const winner = state.left[0];
  if (winner !== undefined) return outcome(winner, state);
  const lost = state.lost.filter(({ lostAt }) => lostAt !== 'a');
  const rivals = lost.map(({ claim, lostAt, why }): Rival => ({ claim, lostAt, why }));
  return { winner: null, step: 'only', steps: state.steps, rivals, explained: [], agreeing: [] };
};

/** The claim that stands by rule 4 and nothing of why: null when none does. */
export const winnerOf = (claims: readonly Claim[], ranks: Ranks): Claim | null =>
  sieves.reduce((left, sieve) => sieve.sift(left, ranks).kept, inOrder(claims))[0] ?? null;

/** Claims by subject and path, each list oldest first, in the order in which the paths were first claimed. */
export const byPath = (claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> => {
  const groups = new Map<string, Claim[]>();
  for (const claim of inOrder(claims)) {
    const key = `${claim.subject} ${claim.path}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [claim]);
    else group.push(claim);
  }
  return groups;
};
