import type { Recorded } from '../recorded.ts';
import type { AnyFigure } from '../values/figure.ts';
import type { Rating } from '../values/rating.ts';
import { kindOfPath } from '../values/path-kinds.ts';
import { pathOfTerm } from '../values/term-path.ts';

/** The path that ratings of one agency are claims on: agencies may differ without contradicting each other. */
export const pathOfRating = ({ agency }: Pick<Rating, 'agency'>): string =>
  agency === 'UNKNOWN' ? 'financing.rating' : `financing.rating.${agency}`;

export const pathOfPrepaymentAmount = (prepaymentId: string): string =>
  `deal.prepayment.${prepaymentId}.amount`;

/** Capacities are one path per measure: 50 MW gross and 50 MW of critical IT load are not the same figure. */
export const measuredPath = (path: string, figure: AnyFigure): string => {
  if (kindOfPath(path) !== 'power' || !/^deal\.(capacity|upToCapacity)$/.test(path)) return path;
  const held = figure.value ?? figure.low;
  return typeof held === 'object' && 'measure' in held ? `${path}.${held.measure}` : path;
};

type Fields = Readonly<Record<string, unknown>>;

/** Fields whose values are claims on a path, by event type. */
const fieldPaths: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DealAnnounced: { announcedOn: 'deal.announcedOn', class: 'deal.class' },
  DealSigned: { signedOn: 'deal.signedOn', class: 'deal.class' },
  PrepaymentAgreed: { share: 'deal.prepaymentShare' },
  FinancingAnnounced: { target: 'financing.target' },
  FinancingClosed: {
    amount: 'financing.amount',
    closedOn: 'financing.closedOn',
    netProceeds: 'financing.netProceeds',
  },
  PartyRegistered: { legalName: 'party.name', seat: 'party.seat' },
  PartyRenamed: { newName: 'party.name' },
};

/** The fields of an event that claim something on a fixed path. */
export const fieldPathsOf = (type: string): Readonly<Record<string, string>> => fieldPaths[type] ?? {};

const termRegex = /^terms\.(.+)$/;

/**
 * The path that a field of an event carries: another source's value for `closedOn` of a closing is a claim on
 * `financing.closedOn`. A field that is no term has a path of its own, below the event.
 */
export const pathOfField = (event: Pick<Recorded, 'eventId' | 'type' | 'data'>, field: string): string => {
  const { type, eventId } = event;
  const data = event.data as Fields;
  const fixed = fieldPathsOf(type)[field];
  if (fixed !== undefined) return fixed;
  const term = termRegex.exec(field)?.[1];
  if (term !== undefined && kindOfPath(pathOfTerm(term)) !== undefined) return pathOfTerm(term);
  if (type === 'PrepaymentAgreed' && field === 'amount')
    return pathOfPrepaymentAmount(String(data['prepaymentId']));
  if (type === 'FinancingRated' && /^rating(\.symbol)?$/.test(field))
    return pathOfRating(data['rating'] as Rating);
  if (type === 'TermReported' && field === 'value' && typeof data['path'] === 'string') return data['path'];
  return `event.${eventId}.${field}`;
};
