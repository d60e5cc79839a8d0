import { accept, reject } from '@dealtrail/event-sourcing/decider';
import type { Decision } from '@dealtrail/event-sourcing/decider';
import type { Recorded } from './recorded.ts';
import type { Rejection, RejectionCode } from './rejection.ts';
import type { Ask } from './slice.ts';
import type { Citation } from './values/citation.ts';

/** The part of a recorded event that tells one piece of news from another, and where to find it. */
export type News = Pick<Recorded, 'eventId' | 'type' | 'data' | 'sources' | 'modality'>;

const decimal = /^-?\d+(\.\d+)?$/;

/** "9700000000.00" and "9700000000" are one figure. */
const plain = (text: string): string => {
  if (!decimal.test(text) || !text.includes('.')) return text;
  return text.replace(/\.?0+$/, '');
};

/**
 * One text for everything that says the same: keys in any order, absent fields absent, figures without idle zeros,
 * and lists as sets, since every list of this language (parties, tranches, funds, options) is one.
 */
const canonical = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(plain(value));
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const texts = fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${texts.sort().join()}}`;
};

/** Do two event bodies say the same? */
export const equalData = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

type Said = Pick<News, 'data' | 'modality'>;

/** Equal fields, said in the same manner: a rumour of a signing is not the same news as a signing. */
export const sameFields = (record: Said, ask: Said): boolean =>
  record.modality === ask.modality && equalData(record.data, ask.data);

/** A citation adds nothing to a record that cites the same place, or when it names no place in a source already cited. */
const isCited = (citation: Citation, { sources }: Pick<News, 'sources'>): boolean =>
  sources.some(
    (cited) =>
      cited.sourceId === citation.sourceId &&
      (citation.locator === undefined || citation.locator === cited.locator),
  );

/** True when a record cites all of these already. */
export const restsOn = (record: Pick<News, 'sources'>, sources: readonly Citation[]): boolean =>
  sources.every((citation) => isCited(citation, record));

/**
 * Rule 2, for a command that meets the record it would repeat. Equal fields and nothing new cited: accepted with no
 * event. Equal fields and a further source: refused, pointing to CiteRecord. Other fields: refused, pointing to
 * ReportTerm (a source differs) or CorrectRecord (we mistyped). `what` names the record in the refusal.
 */
export const alreadyRecorded = (
  record: News,
  ask: Said & Pick<Ask, 'sources'>,
  code: RejectionCode,
  what: string,
): Decision<never, Rejection> => {
  const other = record.eventId;
  if (!sameFields(record, ask)) {
    const detail = `${what} is already recorded with other fields. Where your source differs, record that with ReportTerm; where the record is mistyped, use CorrectRecord.`;
    return reject({ code, detail, other });
  }
  const further = ask.sources.findIndex((citation) => !isCited(citation, record));
  const citation = ask.sources[further];
  if (citation === undefined) return accept();
  const { sourceId, locator } = citation;
  const place = locator === undefined ? sourceId : `${sourceId}, ${locator},`;
  const detail = `${what} is already recorded with the same fields. Add ${place} to it with CiteRecord.`;
  return reject({ code, detail, pointer: `/sources/${String(further)}`, other });
};

export type SaidNews = Said & Pick<News, 'type'>;

/** One text for everything that is the same news, from whichever source. */
export const newsKey = ({ type, modality, data }: SaidNews): string =>
  `${type} ${modality} ${canonical(data)}`;

/** The record that says exactly this already, from whichever source. */
export const alreadySaid = <R extends News>(records: readonly R[], said: SaidNews): R | undefined =>
  records.find((record) => record.type === said.type && sameFields(record, said));

/** Finds the first record of a whole stream that says exactly this, without looking at every one (record/book.ts). */
type Lookup = { readonly said: (news: SaidNews) => News | undefined };

/**
 * Rule 2, for what may be recorded many times: undefined when nobody said this yet, else the answer to saying it
 * again. `said.type` is the type of the event that the command would make.
 */
export const sameNews = (
  records: readonly News[] | Lookup,
  said: SaidNews & Pick<News, 'sources'>,
): Decision<never, Rejection> | undefined => {
  const record = 'said' in records ? records.said(said) : alreadySaid(records, said);
  return record === undefined ? undefined : alreadyRecorded(record, said, 'ALREADY_RECORDED', 'This');
};
