import type { Counterfactual } from '../replay/fold.ts';
import type { LogBasis } from '../replay/read-log.ts';
import type { TableDifference, VerifiedView } from '../replay/verify.ts';
import type { Page } from './basis.ts';
import { basisLines } from './basis.ts';
import { differenceLines } from './deal-diff.ts';
import { table } from './table.ts';
import { counted, hanging, wrap } from './text.ts';

/** More than this is a list for a program: --json has all of it. */
const shownMax = 20;

const reasons: Readonly<Record<Counterfactual['leftOut'][number]['because'], string>> = {
  itself: 'is its own record',
  onlyWord: 'nobody else says so',
  dependent: 'speaks of what is left out',
};

const more = (count: number, what: string): readonly string[] =>
  count > shownMax ? [`  and ${String(count - shownMax)} more ${what}: --json has all of them`] : [];

/** What was folded. */
export const foldedLines = (
  events: number,
  basis: LogBasis,
  types: readonly string[] | undefined,
  page: Page,
): readonly string[] => [
  ...wrap(`Folded ${counted(events, 'event')} into a scratch copy of the views`, page.width),
  ...(types === undefined ? [] : hanging('Only ', types.join(', '), page.width)),
  ...basisLines(basis, page),
];

const leftOutLines = ({ leftOut, lessened }: Counterfactual, page: Page): readonly string[] => [
  `Left out: ${counted(leftOut.length, 'event')}`,
  ...table(
    leftOut
      .slice(0, shownMax)
      .map(({ position, type, streamId, because }) => [String(position), type, streamId, reasons[because]]),
    { ...page, indent: 2, right: [0] },
  ),
  ...more(leftOut.length, 'events'),
  ...(lessened.length === 0
    ? []
    : [`Told by others too, and kept on their word: ${counted(lessened.length, 'event')}`]),
];

/** What would be otherwise if a source had never been recorded. */
export const counterfactualLines = (told: Counterfactual, page: Page): readonly string[] => [
  ...wrap(`As if ${told.sourceId} had never been recorded`, page.width),
  ...leftOutLines(told, page),
  ...(told.unlisted.length === 0
    ? []
    : hanging('In no list any more: ', told.unlisted.join(', '), page.width)),
  ...(told.changes.length === 0 ? ['No deal would read otherwise.'] : []),
  ...told.changes.flatMap(({ dealId, changes }) => [
    '',
    ...wrap(`${counted(changes.length, 'change')} on ${dealId}`, page.width),
    ...changes.flatMap((change) => differenceLines(change, page)),
  ]),
];

const valueText = (value: unknown): string =>
  value === null || value === undefined ? 'nothing' : JSON.stringify(value);

/** Characters of a state that are shown where all of it differs. */
const stateLengthMax = 200;

const side = (value: unknown): string => {
  const text = valueText(value);
  return text.length > stateLengthMax ? `${text.slice(0, stateLengthMax)} ...` : text;
};

const differenceOf = ({ table: of, key, path, live, fresh }: TableDifference, page: Page) => [
  ...hanging(
    '  ',
    `${of === 'index' ? 'index of ' : ''}${key}${path === '' ? '' : ` at ${path}`}`,
    page.width,
  ),
  ...hanging('    in the table  ', side(live), page.width),
  ...hanging('    from the log  ', side(fresh), page.width),
];

/** One view: that it is what the log makes of it, or where it is not. */
export const verifiedLines = (verified: VerifiedView, page: Page): readonly string[] => {
  const { view, position, rows, indexRows, differing, differences } = verified;
  const held = `${counted(rows, 'row')}, ${counted(indexRows, 'index row')}, as at position ${String(position)}`;
  return [
    ...hanging(
      '',
      `${view}: ${differing === 0 ? 'the same as the log' : counted(differing, 'DIFFERENCE', 'DIFFERENCES')} (${held})`,
      page.width,
    ),
    ...differences.flatMap((difference) => differenceOf(difference, page)),
    ...(differing > differences.length ? [`  and ${String(differing - differences.length)} more`] : []),
  ];
};
