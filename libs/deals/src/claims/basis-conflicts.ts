import { unmeasured } from '../values/path-kinds.ts';
import { fold } from '../values/text.ts';
import type { Claim } from './claim.ts';
import { conflict, conflictClaims, isLive } from './conflict.ts';
import type { Conflict, Matter } from './conflict.ts';
import { isPrepaymentPath } from './prepayments.ts';

const coveragePaths: ReadonlySet<string> = new Set(['deal.coverage', 'financing.coverage']);

/** True when what is counted names a prepayment. */
export const countsPrepayment = ({ measuredBy }: Pick<Claim, 'measuredBy'>): boolean =>
  (measuredBy?.numerator ?? []).some((part) => fold(part).includes('prepay'));

const isPrepayment = ({ path }: Claim): boolean => isPrepaymentPath(path);

/** The deals that a financing pays for, as its events that stand say. */
const fundedBy = (financingId: string, { events }: Matter): ReadonlySet<string> =>
  new Set(
    events.flatMap(({ event, retractedBy }) => {
      const { funds = [] } = event.data as { readonly funds?: readonly string[] };
      return event.streamId === financingId && retractedBy === null ? funds : [];
    }),
  );

/**
 * A coverage that counts only debt, on a deal whose customer also prepays: the same percentage measured with and
 * without the prepayment means two different costs, and no source says which is meant.
 */
const prepaidCoverage = (matter: Matter): readonly Conflict[] => {
  const live = matter.claims.filter((claim) => isLive(claim, matter.book));
  const coverages = live.filter((claim) => coveragePaths.has(claim.path) && !countsPrepayment(claim));
  return coverages.flatMap((coverage) => {
    const deals = fundedBy(coverage.subject, matter);
    const prepayments = live.filter(
      (claim) => isPrepayment(claim) && (claim.subject === coverage.subject || deals.has(claim.subject)),
    );
    if (prepayments.length === 0) return [];
    const counted = coverage.measuredBy?.numerator.join(', ') ?? 'nobody says what';
    const found = conflict({
      class: 'basis',
      state: coverage.adoption === undefined ? 'open' : 'adopted',
      subject: coverage.subject,
      path: coverage.path,
      claims: conflictClaims([coverage, ...prepayments]),
      why: `the coverage counts ${counted}; a prepayment is agreed too, and with it the same share means another cost`,
    });
    return [{ ...found, id: `${found.id}:prepayment:${coverage.claimEventId}` }];
  });
};

/** Capacities of one thing measured in different places: neither wrong nor comparable until somebody relates them. */
const measuredPower = (matter: Matter): readonly Conflict[] => {
  const groups = new Map<string, readonly Claim[]>();
  for (const claim of matter.claims) {
    const path = unmeasured(claim.path);
    if (path === claim.path || !isLive(claim, matter.book)) continue;
    const key = `${claim.subject} ${path}`;
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  return [...groups.values()].flatMap((claims) => {
    const [first] = claims;
    if (first === undefined || new Set(claims.map(({ path }) => path)).size < 2) return [];
    const why = 'the capacity is given by different measures, which cannot be compared';
    const path = unmeasured(first.path);
    const { subject } = first;
    return [conflict({ class: 'basis', state: 'open', subject, path, claims: conflictClaims(claims), why })];
  });
};

export const basisConflicts = (matter: Matter): readonly Conflict[] => [
  ...prepaidCoverage(matter),
  ...measuredPower(matter),
];
