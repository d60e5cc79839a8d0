import { z } from 'zod';
import { text } from './text.ts';

export const ratingAgencies = ['SP', 'MOODYS', 'FITCH', 'DBRS', 'KBRA', 'UNKNOWN'] as const;
export const RatingAgency = z.enum(ratingAgencies);
export type RatingAgency = z.infer<typeof RatingAgency>;

export const ratingActions = ['assigned', 'affirmed', 'upgraded', 'downgraded', 'withdrawn'] as const;

/** As the agency wrote it. An unnamed agency stays UNKNOWN; whose scale it is is never guessed. */
export const Rating = z
  .strictObject({
    agency: RatingAgency,
    symbol: text(20),
    outlook: text(40).optional(),
    action: z.enum(ratingActions).optional(),
    scope: text(200).optional(),
  })
  .meta({ title: 'Rating' });
export type Rating = z.infer<typeof Rating>;

const plusMinus = [
  'AAA',
  'AA+',
  'AA',
  'AA-',
  'A+',
  'A',
  'A-',
  'BBB+',
  'BBB',
  'BBB-',
  'BB+',
  'BB',
  'BB-',
  'B+',
  'B',
  'B-',
];
const moodys = [
  'Aaa',
  'Aa1',
  'Aa2',
  'Aa3',
  'A1',
  'A2',
  'A3',
  'Baa1',
  'Baa2',
  'Baa3',
  'Ba1',
  'Ba2',
  'Ba3',
  'B1',
  'B2',
  'B3',
];

const dbrsName = (symbol: string): string => symbol.replace('+', ' (high)').replace('-', ' (low)');

/** Best first; the notch is the place in the list. The tails are each agency's own, 22 is default; Moody's ends at C (21). */
const scales: Readonly<Record<Exclude<RatingAgency, 'UNKNOWN'>, readonly string[]>> = {
  SP: [...plusMinus, 'CCC+', 'CCC', 'CCC-', 'CC', 'C', 'D'],
  FITCH: [...plusMinus, 'CCC+', 'CCC', 'CCC-', 'CC', 'C', 'D'],
  KBRA: [...plusMinus, 'CCC+', 'CCC', 'CCC-', 'CC', 'C', 'D'],
  MOODYS: [...moodys, 'Caa1', 'Caa2', 'Caa3', 'Ca', 'C'],
  DBRS: [...plusMinus.map(dbrsName), 'CCC (high)', 'CCC', 'CCC (low)', 'CC', 'C', 'D'],
};

/** Other spellings of a notch: selective and restricted default; DBRS writes A (low), others A(low). */
const spelled = (agency: RatingAgency, symbol: string): string => {
  const bare = symbol
    .trim()
    .replace(/\s*\((high|low)\)$/i, (_, level: string) => ` (${level.toLowerCase()})`);
  return (agency === 'SP' && bare === 'SD') || (agency === 'FITCH' && bare === 'RD') ? 'D' : bare;
};

/** 1 (best) to 22 (default); undefined when the agency is unknown or does not have the symbol on its scale. */
export const notchOf = (agency: RatingAgency, symbol: string): number | undefined => {
  if (agency === 'UNKNOWN') return undefined;
  const index = scales[agency].indexOf(spelled(agency, symbol));
  return index === -1 ? undefined : index + 1;
};
