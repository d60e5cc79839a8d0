import type { Basis } from './answers.ts';
import { hanging } from './text.ts';
import { instantText } from './values.ts';

export type Page = {
  /** Columns of the terminal. */
  readonly width: number;
};

/** Of the items of a list that are shown: what they were answered on, and whether there are more. */
export type About = { readonly basis?: Basis | undefined; readonly more: boolean };

/** On what the answer was given, so that it can be asked again: `--as-at position:<n>`. */
export const basisLines = (basis: Basis | undefined, { width }: Page): readonly string[] => {
  if (basis === undefined) return [];
  const text = `position ${String(basis.position)} (${instantText(basis.asAt)}), effective ${basis.effectiveAt ?? '-'}`;
  return hanging('As at ', text, width);
};

/** A text, or one that hangs under itself after a lead such as `rival: `. */
export type Entry = string | readonly [lead: string, text: string];

/** A label on the left, texts beside it; each text wraps under itself. */
export const labelled = (
  label: string,
  entries: readonly Entry[],
  { width, labelWidth }: Page & { readonly labelWidth: number },
): readonly string[] => {
  const room = width - labelWidth - 4;
  const margin = ' '.repeat(labelWidth + 4);
  const body = entries.flatMap((entry) => {
    const [lead, text] = typeof entry === 'string' ? ['', entry] : entry;
    return text === '' ? [] : hanging(lead, text, room);
  });
  if (label.length > labelWidth) return [`  ${label}`, ...body.map((line) => margin + line)];
  return body.map((line, index) => (index === 0 ? `  ${label.padEnd(labelWidth)}  ` : margin) + line);
};

const labelWidthMax = 16;
export const labelWidthOf = (labels: readonly string[]): number =>
  Math.min(labelWidthMax, Math.max(8, ...labels.map((label) => label.length)));
