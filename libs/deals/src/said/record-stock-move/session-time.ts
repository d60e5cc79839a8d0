import { compareUtc, instantInterval } from '../../values/instant.ts';
import type { Listing } from '../../values/listing.ts';
import { intervalOf } from '../../values/partial-date.ts';
import type { Window } from '../../values/window.ts';
import { hoursOf, type Hours } from './trading-hours.ts';

const endOfDay = 1440;

/** Local minutes in which a price of a session can have been seen; null: no end. */
const bounds = (window: Window, hours: Hours): readonly [from: number, to: number | null] | undefined => {
  switch (window.session) {
    case 'premarket':
      return [0, hours.open];
    case 'regular':
      // The high, the low and the close of a session may be read off long after it.
      return [hours.open, window.measure === 'lastVsPriorClose' ? hours.close : null];
    case 'afterHours':
      return [hours.close, endOfDay];
    case 'unspecified':
      return undefined;
  }
};

/**
 * True only where it is proved: the day is one day, the market's hours are known, and no instant at which the price
 * may have been seen lies in the session. A time without a zone is 26 hours wide and proves little.
 */
export const provablyOutsideSession = (listing: Listing, window: Window): boolean => {
  const { earliest, latest } = intervalOf(window.tradingDate);
  if (window.observedAt === undefined || earliest === null || earliest !== latest) return false;
  const seen = instantInterval(window.observedAt);
  const hours = hoursOf(listing.mic, earliest);
  const session = hours === undefined ? undefined : bounds(window, hours);
  if (seen === undefined || hours === undefined || session === undefined) return false;
  const [from, to] = session;
  const before = compareUtc(seen.latest, hours.at(from)) < 0;
  const after = to !== null && compareUtc(seen.earliest, hours.at(to)) > 0;
  return before || after;
};
