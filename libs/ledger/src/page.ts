import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { LogPage } from '@dealtrail/event-sourcing/log';

/** Ten times what the HTTP contract lets one page hold: for readers inside. */
export const pageLimitMax = 10_000;

/** Positions are dense, so a missing one is damage, never a wait. */
export class HoleInLog extends Error {
  override readonly name = 'HoleInLog';
}

export const checkPage = ({ after, upTo, limit }: LogPage): void => {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > pageLimitMax) {
    throw new RangeError(`page limit ${String(limit)}: give 1 to ${String(pageLimitMax)}`);
  }
  for (const [field, value] of Object.entries({ after, upTo: upTo ?? 0 })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`page ${field} ${String(value)}: give a position`);
  }
};

/** `head`: of the same snapshot as the events, so that a missing tail shows too. */
export const checkPageHasNoHole = (
  ledgerId: string,
  page: Pick<LogPage, 'after' | 'upTo' | 'limit'>,
  head: number,
  events: readonly StoredEvent[],
): void => {
  const wanted = Math.max(0, Math.min(page.limit, Math.min(head, page.upTo ?? head) - page.after));
  for (let index = 0; index < wanted; index += 1) {
    if (events[index]?.position !== page.after + index + 1) {
      throw new HoleInLog(
        `ledger ${ledgerId} has no position ${String(page.after + index + 1)}, its head is ${String(head)}`,
      );
    }
  }
};

/** Throws where positions do not rise: no reader may be given a page in another order. */
export const checkOrder = (ledgerId: string, after: number, events: readonly StoredEvent[]): void => {
  let last = after;
  for (const { position } of events) {
    if (position <= last)
      throw new Error(`a page of ledger ${ledgerId} gave position ${String(position)} after ${String(last)}`);
    last = position;
  }
};
