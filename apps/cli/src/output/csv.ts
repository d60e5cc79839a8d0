import { stringify } from 'csv-stringify/sync';

export type Row = Readonly<Record<string, unknown>>;

const number = /^[+-]?[\d.,]+%?$/;

/** A spreadsheet runs a cell that begins like a formula; text from a source must not become one. */
const cell = (value: unknown): string => {
  const text =
    value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return /^[=+\-@\t\r]/.test(text) && !number.test(text) ? `'${text}` : text;
};

/** RFC 4180 with a head line; the columns are those of the first row. */
export const csvOf = (rows: readonly Row[], head = true): string => {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return '';
  return stringify(
    rows.map((row) => columns.map((column) => cell(row[column]))),
    { header: head, columns },
  );
};
