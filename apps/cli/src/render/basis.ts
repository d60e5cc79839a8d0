import type { Basis } from './answers.ts';
import { hanging } from './text.ts';
import { instantText } from './values.ts';

export type Page = {
  /** Columns of the terminal. */
  readonly width: number;
};

/** On what the answer was given, so that it can be asked again: `--as-at position:<n>`. */
export const basisLines = (basis: Basis | undefined, { width }: Page): readonly string[] => {
  if (basis === undefined) return [];
  const text = `position ${String(basis.position)} (${instantText(basis.asAt)}), effective ${basis.effectiveAt ?? '-'}`;
  return hanging('As at ', text, width);
};

/** A label on the left, texts beside it; each text wraps under itself. */
export const labelled = (
  label: string,
  texts: readonly string[],
  { width, labelWidth }: Page & { readonly labelWidth: number },
): readonly string[] => {
  const room = width - labelWidth - 4;
  const fits = label.length <= labelWidth;
  const margin = ' '.repeat(labelWidth + 4);
  const body = texts
    .filter((text) => text !== '')
    .flatMap((text) => {
      const deep = /^ */.exec(text)?.[0] ?? '';
      return hanging(deep, text.trimStart(), room);
    });
  if (!fits) return [`  ${label}`, ...body.map((line) => margin + line)];
  return body.map((line, index) => (index === 0 ? `  ${label.padEnd(labelWidth)}  ` : margin) + line);
};

const labelWidthMax = 26;
export const labelWidthOf = (labels: readonly string[]): number =>
  Math.min(labelWidthMax, Math.max(8, ...labels.map((label) => label.length)));
