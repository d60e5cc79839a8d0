import type { Measured } from './section.ts';
import { median, seriesOf, verdictsOf } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** What a person reads: the medians of a section, then its targets. */
export const tableOf = (measured: Measured): string => {
  const names = Object.keys(measured.rounds[0] ?? {});
  const medians = names.map((name) => [name, shown(median(seriesOf(measured.rounds, name)))]);
  const verdicts = verdictsOf(measured).map(lineOf);
  return [
    `\n${measured.title}`,
    ...aligned(medians).map((line) => `  ${line}`),
    ...(verdicts.length === 0
      ? []
      : aligned([['', 'target', 'reached', 'met'], ...verdicts]).map((l) => `  ${l}`)),
  ].join('\n');
};

const lineOf = ({ of, against, wanted, reached, isMet }: Verdict): readonly string[] => [
  against === undefined ? of : `${of} : ${against}`,
  wanted,
  `${shown(reached)}${against === undefined ? '' : 'x'}`,
  isMet ? 'yes' : 'NO',
];

/** Three digits that mean something. */
const shown = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
};
