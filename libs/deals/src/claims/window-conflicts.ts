import { compatible, extentOf, sameExtent } from '../values/figure-policy.ts';
import { exactly } from '../values/figure.ts';
import type { AnyFigure, RateFigure } from '../values/figure.ts';
import type { Listing } from '../values/listing.ts';
import { intervalOf } from '../values/partial-date.ts';
import { fold } from '../values/text.ts';
import type { Window } from '../values/window.ts';
import { conflict, isLiveEvent } from './conflict.ts';
import type { Conflict, ConflictState, Matter } from './conflict.ts';
import type { Effective } from './standing.ts';

type MoveData = {
  readonly partyId: string;
  readonly listing: Listing;
  readonly change?: RateFigure;
  readonly window: Window;
};
type Move = MoveData & { readonly effective: Effective };

const moveOf = (effective: Effective): Move => ({ ...(effective.event.data as MoveData), effective });

/** A trailing period is its own window: the session of its last day does not matter to it. */
const isUnspecified = ({ window }: Move): boolean =>
  window.measure !== 'trailing' && (window.session === 'unspecified' || window.measure === 'unspecified');

const mayBeSameDay = (a: Move, b: Move): boolean => {
  const [one, two] = [intervalOf(a.window.tradingDate), intervalOf(b.window.tradingDate)];
  const isBefore = (latest: string | null, earliest: string | null): boolean =>
    latest !== null && earliest !== null && latest < earliest;
  return !isBefore(one.latest, two.earliest) && !isBefore(two.latest, one.earliest);
};

/** One ticker on two known exchanges is two listings; on an exchange that nobody names it may be either. */
const mayBeSameListing = (a: Move, b: Move): boolean =>
  a.listing.mic === b.listing.mic || a.listing.mic === 'unknown' || b.listing.mic === 'unknown';

/** Known windows that are the same window, on the same single day. */
const isSameWindow = (a: Move, b: Move): boolean => {
  if (!mayBeSameListing(a, b)) return false;
  const day = intervalOf(a.window.tradingDate);
  if (day.earliest === null || day.earliest !== day.latest || !mayBeSameDay(a, b)) return false;
  const keyOf = ({ window }: Move): string => {
    const { session, measure, tradingDate, trailingPeriod, benchmark = '' } = window;
    const half = measure === 'trailing' ? '' : session;
    return JSON.stringify([half, measure, intervalOf(tradingDate), trailingPeriod, fold(benchmark)]);
  };
  return keyOf(a) === keyOf(b);
};

/** Moves that hang together: each linked to another, directly or through others. */
const linked = (
  moves: readonly Move[],
  isLinked: (a: Move, b: Move) => boolean,
): readonly (readonly Move[])[] => {
  const groups: Move[][] = [];
  for (const move of moves) {
    const joined = groups.filter((group) => group.some((held) => isLinked(held, move)));
    const rest = groups.filter((group) => !joined.includes(group));
    groups.splice(0, groups.length, ...rest, [...joined.flat(), move]);
  }
  return groups.filter((group) => group.length > 1);
};

const cannotTell = (a: Move, b: Move): boolean =>
  (isUnspecified(a) || isUnspecified(b)) &&
  a.window.measure !== 'trailing' &&
  b.window.measure !== 'trailing' &&
  mayBeSameListing(a, b) &&
  mayBeSameDay(a, b);

const valueOf = ({ change, window }: Move): AnyFigure =>
  change ?? (window.price === undefined ? { qualifier: 'undisclosed' } : exactly(window.price));

const extent = ({ change }: Move) => extentOf('rate', change ?? { qualifier: 'undisclosed' });
const differs = (a: Move, b: Move): boolean => isSameWindow(a, b) && !compatible(extent(a), extent(b));
const isLooser = (a: Move, b: Move): boolean =>
  isSameWindow(a, b) && compatible(extent(a), extent(b)) && !sameExtent(extent(a), extent(b));

const toConflict = (
  moves: readonly Move[],
  found: { readonly class: 'window' | 'value'; readonly state: ConflictState; readonly why: string },
): Conflict => {
  const sorted = moves.toSorted((a, b) => a.effective.event.position - b.effective.event.position);
  const [first] = sorted;
  const subject = first?.effective.event.streamId ?? '';
  const path = `stockMove.${first?.listing.ticker ?? ''}`;
  const claims = sorted.map((move) => ({
    claimEventId: move.effective.event.eventId,
    value: valueOf(move),
    sources: move.effective.event.sources,
  }));
  const made = conflict({ ...found, subject, path, claims });
  return { ...made, id: `${made.id}:${first?.effective.event.eventId ?? ''}` };
};

const unspecified =
  'moves whose session or measure nobody gave: none of them equals another until somebody says which';

type Kind = {
  readonly class: 'window' | 'value';
  readonly isBetween: (a: Move, b: Move) => boolean;
  readonly why: string;
};

/** What cannot be settled by the moves themselves. */
const disputes: readonly Kind[] = [
  { class: 'window', isBetween: cannotTell, why: unspecified },
  { class: 'value', isBetween: differs, why: 'moves over the same window cannot be true together' },
];

const conflictsIn = (all: readonly Move[], isLive: (move: Move) => boolean): readonly Conflict[] => {
  const live = all.filter(isLive);
  const disputed = disputes.flatMap(({ class: kind, isBetween, why }) => [
    ...linked(live, isBetween).map((moves) => toConflict(moves, { class: kind, state: 'open', why })),
    ...linked(all, isBetween)
      .filter((moves) => linked(moves.filter(isLive), isBetween).length === 0)
      .map((moves) => toConflict(moves, { class: kind, state: 'retracted', why: `${why}; retracted` })),
  ]);
  const why = 'moves over the same window differ in precision';
  const loose = linked(live, isLooser).map((moves) =>
    toConflict(moves, { class: 'value', state: 'subsumed', why }),
  );
  return [...disputed, ...loose];
};

/** Share-price moves of one listing that cannot be told apart, or that differ over the same window. */
export const windowConflicts = ({ events, book }: Matter): readonly Conflict[] => {
  const groups = new Map<string, readonly Effective[]>();
  for (const effective of events) {
    if (effective.event.type !== 'StockMoveRecorded') continue;
    const { partyId, listing } = effective.event.data as MoveData;
    const key = `${partyId} ${fold(listing.ticker)}`;
    groups.set(key, [...(groups.get(key) ?? []), effective]);
  }
  return [...groups.values()].flatMap((group) =>
    conflictsIn(group.map(moveOf), ({ effective }) => isLiveEvent(effective, book)),
  );
};
