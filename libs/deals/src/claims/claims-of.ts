import type { Recorded } from '../recorded.ts';
import { exactly } from '../values/figure.ts';
import type { AnyFigure } from '../values/figure.ts';
import type { PartyId } from '../values/ids.ts';
import type { PartialDate } from '../values/partial-date.ts';
import type { DealParty } from '../values/party-role.ts';
import { kindOfPath, unmeasured } from '../values/path-kinds.ts';
import type { Rating } from '../values/rating.ts';
import { kindOf } from '../values/scale.ts';
import type { FigureKind, FigureValue } from '../values/scale.ts';
import { figuresOf } from '../values/term-path.ts';
import type { Terms } from '../values/term-path.ts';
import type { Claim, MeasuredBy } from './claim.ts';
import {
  fieldPathsOf,
  measuredPath,
  pathOfField,
  pathOfPrepaymentAmount,
  pathOfRating,
} from './field-path.ts';
import { withoutPrepayment } from './prepayments.ts';

/** What claims are made from: the optional parts of every event's data that say something on a path. */
type Data = {
  readonly parties?: readonly DealParty[];
  readonly borrower?: PartyId;
  readonly terms?: Terms;
  readonly prepaymentId?: string;
  readonly amount?: AnyFigure;
  readonly rating?: Rating;
  readonly ratedOn?: PartialDate;
  readonly effectiveOn?: PartialDate;
  readonly path?: string;
  readonly field?: string;
  readonly targetEventId?: string;
  readonly value?: AnyFigure;
  readonly measuredBy?: MeasuredBy;
  readonly asOf?: PartialDate;
  readonly saidBy?: PartyId;
};

/** Finds an event of the same stream, as it stands. */
export type Find = (eventId: string) => Recorded | undefined;

type Said = { readonly path: string; readonly value: AnyFigure } & Partial<
  Pick<Claim, 'measuredBy' | 'asOf' | 'effectiveOn' | 'saidBy' | 'scope' | 'prepaymentId'>
>;

/** The stage that an event brings its deal or financing to. Telling of a stage never moves it (section 3a). */
export const stageByEvent: Readonly<Record<string, readonly [path: string, stage: string]>> = {
  DealAnnounced: ['deal.stage', 'announced'],
  DealSigned: ['deal.stage', 'signed'],
  FinancingAnnounced: ['financing.stage', 'announced'],
  FinancingClosed: ['financing.stage', 'closed'],
};

/** A value of an event's data as a figure: a figure is itself, anything else is exact. Undefined for a list. */
export const asFigure = (raw: unknown): AnyFigure | undefined => {
  if (typeof raw === 'number' || typeof raw === 'boolean') return exactly(String(raw));
  if (typeof raw === 'string') return exactly(raw);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  return 'qualifier' in raw ? (raw as AnyFigure) : exactly(raw as FigureValue);
};

const said = (path: string, raw: unknown): readonly Said[] => {
  const value = asFigure(raw);
  return value === undefined ? [] : [{ path: measuredPath(path, value), value }];
};

const rolesOf = (kind: string, { parties, borrower }: Data): readonly Said[] => {
  const lent: readonly DealParty[] = borrower === undefined ? [] : [{ partyId: borrower, role: 'borrower' }];
  const held = [...lent, ...(parties ?? [])].map(
    ({ partyId, role }) => [`${kind}.role.${role}.${partyId}`, partyId] as const,
  );
  return [...new Map(held)].map(([path, partyId]) => ({ path, value: exactly(partyId) }));
};

const ratingOf = ({ rating, ratedOn }: Data): readonly Said[] => {
  if (rating === undefined) return [];
  const { action, scope, symbol } = rating;
  const changed = action === 'upgraded' || action === 'downgraded' || action === 'withdrawn';
  return [
    { path: pathOfRating(rating), value: exactly(symbol), scope, effectiveOn: changed ? ratedOn : undefined },
  ];
};

const reportOf = (data: Data, find: Find): readonly Said[] => {
  const { path, field, targetEventId, value, measuredBy, asOf, saidBy } = data;
  if (value === undefined) return [];
  const target = targetEventId === undefined ? undefined : find(targetEventId);
  const named = path ?? (target === undefined ? undefined : pathOfField(target, field ?? ''));
  const claimed = named ?? `event.${targetEventId ?? ''}.${field ?? ''}`;
  const isShare = target?.type === 'PrepaymentAgreed' && field === 'share';
  const { prepaymentId } = (isShare ? target.data : {}) as Data;
  return [{ path: measuredPath(claimed, value), value, measuredBy, asOf, saidBy, prepaymentId }];
};

const fieldsOf = (event: Recorded): readonly Said[] =>
  Object.entries(fieldPathsOf(event.type)).flatMap(([field, path]) =>
    said(path, (event.data as Readonly<Record<string, unknown>>)[field]).map((each) =>
      event.type === 'PartyRenamed' ? { ...each, effectiveOn: (event.data as Data).effectiveOn } : each,
    ),
  );

const saidBy = (event: Recorded, find: Find): readonly Said[] => {
  const data = event.data as Data;
  const stage = stageByEvent[event.type];
  const kind = event.streamId.startsWith('financing_') ? 'financing' : 'deal';
  const happened = [...fieldsOf(event), ...(stage === undefined ? [] : said(...stage))];
  switch (event.type) {
    case 'TermReported':
      return reportOf(data, find);
    case 'FinancingRated':
      return ratingOf(data);
    case 'PrepaymentAgreed':
      return [
        ...happened.map((each) => ({ ...each, prepaymentId: data.prepaymentId })),
        ...said(pathOfPrepaymentAmount(data.prepaymentId ?? ''), data.amount),
      ];
    case 'DealAnnounced':
    case 'DealSigned':
    case 'FinancingAnnounced':
    case 'FinancingClosed':
      return [
        ...happened,
        ...rolesOf(kind, data),
        ...figuresOf(data.terms).flatMap(([path, figure]) => said(path, figure)),
      ];
    default:
      return happened;
  }
};

const kindOfClaim = (path: string, value: AnyFigure): FigureKind => {
  const fixed = kindOfPath(path);
  if (fixed !== undefined && fixed !== 'any') return fixed;
  const held = value.value ?? value.low;
  return held === undefined || !(fixed === 'any' || path.startsWith('event.')) ? 'text' : kindOf(held);
};

/**
 * What one event claims, as it stands. Said of our own record, of parties' views or of share prices an event claims
 * nothing on a path.
 *
 * @param find looks up other events of the stream; needed only where a report speaks of a field of another event
 */
export const claimsOf = (event: Recorded, find: Find = () => undefined): readonly Claim[] =>
  saidBy(event, find).map(({ path, value, ...more }) => ({
    claimEventId: event.eventId,
    position: event.position,
    subject: event.streamId,
    path,
    kind: kindOfClaim(path, value),
    value,
    modality: event.modality,
    sources: event.sources,
    ...more,
    eventType: event.type,
    occurredOn: event.occurredOn,
    standing: 'standing',
    denials: [],
  }));

/**
 * True for the claim's own path, for `deal.capacity` of a claim on one of its measures, and for `deal.prepaymentShare`
 * of a claim on the share of one prepayment.
 */
export const isOnPath = ({ path }: Pick<Claim, 'path'>, asked: string): boolean =>
  [path, unmeasured(path), withoutPrepayment(path)].includes(asked);
