import type { Reactions } from './answers.ts';
import { sourceIds } from './answers.ts';
import type { Page } from './basis.ts';
import { basisLines } from './basis.ts';
import { conflictLines } from './conflicts.ts';
import { table } from './table.ts';
import { hanging, section, wrap } from './text.ts';
import { changeText, valueText, words } from './values.ts';

type Group = Reactions['groups'][number];
type Move = Group['moves'][number];

export const listingText = (listing: unknown): string => {
  if (typeof listing !== 'object' || listing === null || !('ticker' in listing)) return valueText(listing);
  const mic = 'mic' in listing ? valueText(listing.mic) : 'unknown';
  return `${valueText(listing.ticker)} (${mic === 'unknown' ? 'exchange not stated' : mic})`;
};

const measured = (session: string | null | undefined, measure: string | null | undefined): string => {
  const when = session === 'unspecified' || !session ? 'session not stated' : words(session);
  const how = measure === 'unspecified' || !measure ? 'measure not stated' : words(measure);
  return `${when}, ${how}`;
};

const moveText = ({ change, asStated, window }: Move): string => {
  const price = window?.['price'];
  const moved = change === undefined || change === null ? '' : changeText(change);
  const at = price === undefined || price === null ? '' : `at ${valueText(price)}`;
  const text = [moved, at].filter((part) => part !== '').join(' ');
  return asStated && !text.includes(asStated) ? `${text} ("${asStated}")` : text;
};

const moveRow = (move: Move): readonly string[] => {
  const trailing = move.window?.['trailingPeriod'];
  return [
    moveText(move),
    trailing === undefined || trailing === null ? '' : `over ${valueText(trailing)}`,
    move.modality === 'stated' ? '' : (move.modality ?? ''),
    sourceIds(move.sources).join(', '),
  ];
};

const groupLines = (group: Group, page: Page): readonly string[] => {
  const date = valueText(group.tradingDate);
  const on = date === 'unknown' ? 'trading date not stated' : date;
  return [
    '',
    ...hanging(
      '',
      `${listingText(group.listing)}, ${on}, ${measured(group.session, group.measure)}`,
      page.width,
    ),
    ...table(group.moves.map(moveRow), { ...page, indent: 2 }),
  ];
};

/** Reports of the share price side by side: those measured the same way together, never averaged, never merged. */
export const reactionsPage = (answer: Reactions, page: Page): readonly string[] => [
  ...wrap(`Share-price reports on ${answer.dealId ?? 'the deal'}`, page.width),
  ...basisLines(answer.basis, page),
  ...(answer.groups.length === 0
    ? ['', 'None recorded.']
    : answer.groups.flatMap((group) => groupLines(group, page))),
  ...section(
    'Conflicts',
    answer.conflicts.flatMap((conflict) => conflictLines(conflict, page)),
  ),
];

export const reactionRows = (answer: Reactions): readonly Readonly<Record<string, unknown>>[] =>
  answer.groups.flatMap((group) =>
    group.moves.map((move) => ({
      listing: listingText(group.listing),
      tradingDate: valueText(group.tradingDate),
      session: group.session ?? '',
      measure: group.measure ?? '',
      change: moveText(move),
      modality: move.modality ?? '',
      sources: sourceIds(move.sources).join(' '),
      eventId: move.eventId,
      position: move.position ?? '',
    })),
  );
