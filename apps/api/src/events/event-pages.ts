import type { EventLog, LogPage } from '@dealtrail/event-sourcing/log';
import type { Recorded } from '@dealtrail/deals/recorded';
import { recordedOf } from '@dealtrail/deals/history';
import { readForward } from '@dealtrail/ledger/read-forward';
import type { EventFilters } from './events-query.ts';

/** Events read at a time while streaming: at a kilobyte each, half the memory one slow reader holds. */
const pageSize = 500;

export const pageRequest = (
  after: number,
  upTo: number,
  limit: number,
  { types, stream }: EventFilters,
): LogPage => ({
  after,
  upTo,
  limit,
  ...(types === undefined ? {} : { types }),
  ...(stream === undefined ? {} : { streamId: stream }),
});

export const readEvents = async (
  log: EventLog,
  ledgerId: string,
  page: LogPage,
): Promise<readonly Recorded[]> => (await log.readPage(ledgerId, page)).map(recordedOf);

/** Every event after a position up to another, page by page, pulled: one page is read ahead of who takes them. */
export async function* eventPages(
  log: EventLog,
  ledgerId: string,
  { after, upTo, filters }: { readonly after: number; readonly upTo: number; readonly filters: EventFilters },
): AsyncGenerator<readonly Recorded[], void, void> {
  if (after >= upTo) return;
  for await (const page of readForward(log, ledgerId, pageRequest(after, upTo, pageSize, filters)))
    yield page.map(recordedOf);
}
