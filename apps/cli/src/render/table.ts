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

/** Natural widths, the widest column shrunk until the row fits. */
const widthsOf = (rows: readonly Row[], room: number): readonly number[] => {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const available = room - gap * Math.max(0, count - 1);
  for (let excess = sum(widths) - available; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= columnWidthMin) break;
    widths[widest] = width - 1;
  }
  return widths;
};

const linesOf = (
  row: Row,
  widths: readonly number[],
  right: readonly number[],
  indent: string,
): readonly string[] => {
  const cells = widths.map((width, column) => wrap(row[column] ?? '', width));
  const height = Math.max(0, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, column) => {
        const text = cell[line] ?? '';
        const width = widths[column] ?? 0;
        return right.includes(column)
          ? ' '.repeat(Math.max(0, width - widthOf(text))) + text
          : padded(text, width);
      })
      .join(' '.repeat(gap)),
  ).map((line) => (indent + line).trimEnd());
};

/** Aligned columns that fit the width: cells wrap inside their column, long words break. */
export const table = (rows: readonly Row[], layout: TableLayout): readonly string[] => {
  const indent = ' '.repeat(layout.indent ?? 0);
  const clean = [...(layout.head === undefined ? [] : [layout.head]), ...rows].map((row) => row.map(plain));
  const widths = widthsOf(clean, layout.width - indent.length);
  const rule = indent + widths.map((width) => '-'.repeat(width)).join(' '.repeat(gap));
  return clean.flatMap((row, index) => [
    ...linesOf(row, widths, layout.right ?? [], indent),
    ...(index === 0 && layout.head !== undefined ? [rule] : []),
  ]);
};
