import type { Claim } from './claim.ts';
import type { Effective } from './standing.ts';

/** The one path of the language for the share that is paid ahead; it names no prepayment. */
const sharePath = 'deal.prepaymentShare';

/** Two prepayments of one deal are two facts: where several are agreed as shares, each is claimed on a path of its own. */
export const pathOfPrepaymentShare = (prepaymentId: string): string =>
  `deal.prepayment.${prepaymentId}.share`;

const shareRegex = /^deal\.prepayment\.[a-z0-9-]{1,40}\.share$/;

/** `deal.prepaymentShare` for a share of one prepayment among several; every other path is itself. */
export const withoutPrepayment = (path: string): string => (shareRegex.test(path) ? sharePath : path);

export const isPrepaymentPath = (path: string): boolean =>
  withoutPrepayment(path) === sharePath || /^deal\.prepayment\..+\.amount$/.test(path);

export type AgreedPrepayment = {
  readonly prepaymentId: string;
  readonly share?: unknown;
  readonly of: 'totalValue' | 'trancheValue' | 'unspecified';
};

/** The prepayments of a deal whose record was not retracted. */
export const agreedPrepayments = (
  dealId: string,
  events: readonly Pick<Effective, 'event' | 'retractedBy'>[],
): readonly AgreedPrepayment[] =>
  events.flatMap(({ event, retractedBy }) =>
    event.type === 'PrepaymentAgreed' && event.streamId === dealId && retractedBy === null
      ? [event.data as AgreedPrepayment]
      : [],
  );

/**
 * Claims of a deal's stream with every share on the path that it is claimed on: `deal.prepaymentShare` while a single
 * prepayment is agreed as a share, for that one; else a path for each. A report that names no prepayment stays where it is.
 */
export const sharesApart = (
  claims: readonly Claim[],
  dealId: string,
  events: readonly Effective[],
): readonly Claim[] => {
  const shares = agreedPrepayments(dealId, events).filter(({ share }) => share !== undefined);
  const agreed = new Set(shares.map(({ prepaymentId }) => prepaymentId));
  const named = new Set(claims.flatMap(({ prepaymentId }) => prepaymentId ?? []));
  const [sole] = agreed.size === 0 ? named : agreed;
  const isSole = agreed.size < 2 && (agreed.size === 1 || named.size === 1);
  return claims.map((claim) => {
    const { prepaymentId } = claim;
    if (prepaymentId === undefined || (isSole && prepaymentId === sole)) return claim;
    return { ...claim, path: pathOfPrepaymentShare(prepaymentId) };
  });
};

/** The share that stands of one agreed prepayment, among the current claims of its deal by path. */
export const shareOfPrepayment = (
  current: ReadonlyMap<string, Claim>,
  { prepaymentId }: Pick<AgreedPrepayment, 'prepaymentId'>,
  isOnlyOne: boolean,
): Claim | undefined =>
  current.get(pathOfPrepaymentShare(prepaymentId)) ?? (isOnlyOne ? current.get(sharePath) : undefined);
