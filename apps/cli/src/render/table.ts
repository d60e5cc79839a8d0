import { padded, plain, widthOf, wrap } from './text.ts';

const gap = 2;
/** A column is not made narrower than this to fit; a terminal narrower than that wraps by itself. */
const columnWidthMin = 6;

export type TableLayout = {
  /** Columns of the terminal. */
  readonly width: number;
  readonly head?: readonly string[];
  readonly indent?: number;
  /** Columns whose figures line up on the right. */
  readonly right?: readonly number[];
};

type Row = readonly string[];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const longestWord = (text: string): number => Math.max(...text.split(' ').map(widthOf));

/** Natural widths, the widest column shrunk until the row fits. */
const widthsOf = (rows: readonly Row[], room: number): readonly number[] => {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const available = room - gap * Math.max(0, widths.filter((width) => width > 0).length - 1);
  const words = widths.map((_, column) => Math.max(0, ...rows.map((row) => longestWord(row[column] ?? ''))));
  for (let excess = sum(widths) - available; excess > 0; excess -= 1) {
    // First where only spaces are broken, then where words must be.
    const slack = widths.map((width, column) => (width > (words[column] ?? 0) ? width : 0));
    const from = slack.some((width) => width > columnWidthMin) ? slack : widths;
    const widest = from.indexOf(Math.max(...from));
    const width = widths[widest] ?? 0;
    if (width <= columnWidthMin) break;
    widths[widest] = width - 1;
  }
  return widths;
};

type Columns = {
  readonly widths: readonly number[];
  readonly right: readonly number[];
  readonly indent: string;
};

/** A column that is empty in every row takes no room, not even its gap. */
const linesOf = (row: Row, { widths, right, indent }: Columns): readonly string[] => {
  const cells = widths.map((width, column) => (width === 0 ? [] : wrap(row[column] ?? '', width)));
  const height = Math.max(0, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .flatMap((width, column) => {
        if (width === 0) return [];
        const text = cells[column]?.[line] ?? '';
        return [
          right.includes(column)
            ? ' '.repeat(Math.max(0, width - widthOf(text))) + text
            : padded(text, width),
        ];
      })
      .join(' '.repeat(gap)),
  ).map((line) => (indent + line).trimEnd());
};

/** Aligned columns that fit the width: cells wrap inside their column, long words break. */
export const table = (rows: readonly Row[], layout: TableLayout): readonly string[] => {
  const indent = ' '.repeat(layout.indent ?? 0);
  const clean = [...(layout.head === undefined ? [] : [layout.head]), ...rows].map((row) => row.map(plain));
  const widths = widthsOf(clean, layout.width - indent.length);
  const columns = { widths, right: layout.right ?? [], indent };
  const rule =
    indent +
    widths
      .filter((width) => width > 0)
      .map((width) => '-'.repeat(width))
      .join(' '.repeat(gap));
  return clean.flatMap((row, index) => [
    ...linesOf(row, columns),
    ...(index === 0 && layout.head !== undefined ? [rule] : []),
  ]);
};
