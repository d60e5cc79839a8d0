import { addDays, dayNumber, dayOf, daysInMonth, type Day } from '../../values/calendar.ts';

/** Minutes. Local times count from local midnight, offsets east of UTC are positive. */
type Venue = {
  readonly standardOffset: number;
  readonly summerTime: (year: number) => { readonly from: Day; readonly until: Day };
  readonly open: number;
  readonly close: number;
};

const sundayOnOrAfter = (day: Day): Day => addDays(day, (6 - (dayNumber(day) % 7) + 7) % 7); // 0001-01-01 was a Monday
const lastSunday = (year: number, month: number): Day =>
  sundayOnOrAfter(dayOf(year, month, daysInMonth(year, month) - 6));

/** Second Sunday of March to first Sunday of November (Energy Policy Act of 2005). */
const americanSummer = (year: number) => ({
  from: sundayOnOrAfter(dayOf(year, 3, 8)),
  until: sundayOnOrAfter(dayOf(year, 11, 1)),
});
/** Last Sunday of March to last Sunday of October (Directive 2000/84/EC). */
const europeanSummer = (year: number) => ({ from: lastSunday(year, 3), until: lastSunday(year, 10) });

const newYork: Venue = { standardOffset: -300, summerTime: americanSummer, open: 570, close: 960 };
const london: Venue = { standardOffset: 0, summerTime: europeanSummer, open: 480, close: 990 };
const centralEurope: Venue = { standardOffset: 60, summerTime: europeanSummer, open: 540, close: 1050 };

/** By ISO 10383 code. A market that is not here is never judged: nothing about its hours can be proved. */
const venues: ReadonlyMap<string, Venue> = new Map([
  ...['XNAS', 'XNGS', 'XNMS', 'XNCM', 'XNYS', 'XASE', 'ARCX', 'BATS', 'IEXG', 'XTSE'].map(
    (mic) => [mic, newYork] as const,
  ),
  ['XLON', london],
  ...['XETR', 'XPAR', 'XAMS', 'XBRU', 'XLIS', 'XMIL'].map((mic) => [mic, centralEurope] as const),
]);

/** Both summer-time laws above hold since 2007; before that nothing is judged. */
const firstYear = 2007;
const minutesPerDay = 1440;
const nanosecondsPerMinute = 60_000_000_000;

export type Hours = {
  /** The instant, in UTC, of a local time of that day. */
  readonly at: (localMinutes: number) => { readonly day: Day; readonly nanoseconds: number };
  readonly open: number;
  readonly close: number;
};

/** The trading hours of a market on a day; undefined where they are not known for certain. */
export const hoursOf = (mic: string, day: Day): Hours | undefined => {
  const venue = venues.get(mic);
  const year = Number(day.slice(0, 4));
  if (venue === undefined || year < firstYear) return undefined;
  const { from, until } = venue.summerTime(year);
  const offset = venue.standardOffset + (day >= from && day < until ? 60 : 0);
  return {
    open: venue.open,
    close: venue.close,
    at: (localMinutes) => {
      const minutes = localMinutes - offset;
      const days = Math.floor(minutes / minutesPerDay);
      return {
        day: addDays(day, days),
        nanoseconds: (minutes - days * minutesPerDay) * nanosecondsPerMinute,
      };
    },
  };
};
