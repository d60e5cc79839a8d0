import { z } from 'zod';
import { pattern } from './coded.ts';

/** A decimal with at most four places: a ten-thousandth of a basis point is the finest rate kept. */
const BasisPoints = pattern<string>(
  'MALFORMED_DECIMAL',
  'must be basis points as a decimal string with at most 4 decimals, such as "2000" for 20% or "712.5" for 7.125%',
  /^-?(0|[1-9]\d{0,17})(\.\d{1,4})?$/,
);

/** Basis points: 20% is {"bps":"2000"}, 7.125% is {"bps":"712.5"}, +500% is {"bps":"50000"}. */
export const Rate = z.strictObject({ bps: BasisPoints }).meta({ title: 'Rate' });
export type Rate = z.infer<typeof Rate>;
