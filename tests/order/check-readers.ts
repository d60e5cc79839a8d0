import type { FinalLog, Page, SeenEvent } from './history.ts';
import type { LedgerHistory } from './ledger-history.ts';
import type { Moments } from './moments.ts';
import { found } from './violation.ts';
import type { Finding } from './violation.ts';

/** Every reader sees every position once, in order, from where it starts, and nothing that was shown before is missing. */
export const checkReaders = ({ final, readers }: LedgerHistory, moments: Moments): readonly Finding[] =>
  readers.flatMap((pages) => [
    ...pages.flatMap((page, index) => checkSequence(page, pages[index - 1])),
    ...pages.flatMap((page) => checkContent(page, final)),
    ...pages.flatMap((page) => checkNothingMissed(page, moments)),
  ]);

/** Where a page ends, or where it began when it is empty. */
const endOf = (page: Page): number => page.events.at(-1)?.position ?? page.after;

const checkSequence = (page: Page, before: Page | undefined): readonly Finding[] => {
  const findings: Finding[] = [];
  let last = before === undefined ? page.after : endOf(before);
  if (page.after > last) findings.push(found('readerSawHole', before, page));
  if (page.after < last) findings.push(found('readerSawTwice', before, page));
  last = page.after;
  for (const { position } of page.events) {
    if (position > last + 1) findings.push(found('readerSawHole', { after: last, position }, page));
    if (position <= last) findings.push(found('readerSawTwice', { after: last, position }, page));
    last = position;
  }
  return findings;
};

const checkContent = (page: Page, final: FinalLog): readonly Finding[] => [
  ...(page.events.length > page.limit ? [found('pageTooLong', page)] : []),
  ...page.events.flatMap((event) => {
    const kept = final.events[event.position - 1];
    return kept !== undefined && isSame(event, kept)
      ? []
      : [found('readerSawOtherwise', event, kept ?? null)];
  }),
];

const isSame = (one: SeenEvent, other: SeenEvent): boolean =>
  one.position === other.position &&
  one.eventId === other.eventId &&
  one.streamId === other.streamId &&
  one.version === other.version &&
  one.recordedAt === other.recordedAt &&
  one.commandId === other.commandId;

const checkNothingMissed = (page: Page, moments: Moments): readonly Finding[] => {
  const due = Math.min(moments.headAtLeast(page.startedAtUs), page.after + page.limit);
  return endOf(page) < due ? [found('readerMissed', page, { due })] : [];
};
