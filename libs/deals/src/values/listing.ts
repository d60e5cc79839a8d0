import { z } from 'zod';
import { pattern } from './coded.ts';

const Ticker = pattern<string>(
  'BAD_IDENTIFIER',
  'must be a ticker: 1 to 20 of A-Z, a-z, 0-9, ".", "-", "/", "=" or "^"',
  /^[A-Za-z0-9.\-/=^]{1,20}$/,
);
const Mic = pattern<string>(
  'BAD_IDENTIFIER',
  'must be an ISO 10383 market code of four characters, such as "XNAS", or "unknown"',
  /^([A-Z0-9]{4}|unknown)$/,
);
const Isin = pattern<string>(
  'BAD_IDENTIFIER',
  'must be an ISIN: two letters, nine letters or digits, one check digit',
  /^[A-Z]{2}[A-Z0-9]{9}\d$/,
);
const Figi = pattern<string>(
  'BAD_IDENTIFIER',
  'must be a FIGI: twelve characters without vowels, "G" in third place, a check digit last',
  /^[B-DF-HJ-NP-TV-Z0-9]{2}G[B-DF-HJ-NP-TV-Z0-9]{8}\d$/,
);

/** Where a security trades: ticker and market (ISO 10383), and its own identifiers where a source gives them. */
export const Listing = z
  .strictObject({ ticker: Ticker, mic: Mic, isin: Isin.optional(), figi: Figi.optional() })
  .meta({ title: 'Listing' });
export type Listing = z.infer<typeof Listing>;
