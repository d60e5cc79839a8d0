import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog, LogPage } from '@dealtrail/event-sourcing/log';

/**
 * Every event of a range in pages of at most `limit`, pulled: while a page is looked at the next is read, and no more
 * than that, so a slow reader holds two pages. Ends at `upTo`, or at the head as it is found. Throws what `readPage`
 * throws.
 */
export async function* readForward(
  log: Pick<EventLog, 'readPage'>,
  ledgerId: string,
  range: LogPage,
): AsyncGenerator<readonly StoredEvent[], void, void> {
  let reading = log.readPage(ledgerId, range);
  for (;;) {
    const page = await reading;
    const last = page.at(-1);
    if (last === undefined) return;
    if (page.length < range.limit || last.position === range.upTo) {
      yield page;
      return;
    }
    reading = log.readPage(ledgerId, { ...range, after: last.position });
    // Met where it is awaited, unless nobody asks for another page.
    reading.catch(() => undefined);
    yield page;
  }
}
