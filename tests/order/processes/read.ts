import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import type { Notifications } from '@dealtrail/ledger/notifications';
import type { Page } from '../history.ts';
import { endUs, startUs } from './clock.ts';
import type { ReaderTask } from './task.ts';

const pollMs = 3;
/** The safety net of who waits for notifications. */
const slowPollMs = 1_000;

export type Reading = { readonly pages: Promise<readonly Page[]>; readonly stop: () => void };

/** Tails a ledger as a subscriber does. When told to stop it reads on until a page is empty. */
export const startReading = (
  log: EventLog,
  notifications: Pick<Notifications, 'subscribe'>,
  task: ReaderTask,
): Reading => {
  const bell = openBell();
  let isStopping = false;
  const unsubscribe = notifications.subscribe((ledgerId) => {
    if (task.wakes === 'whenNotified' && (ledgerId === undefined || ledgerId === task.ledgerId)) bell.ring();
  });
  const reading = async (): Promise<readonly Page[]> => {
    const pages: Page[] = [];
    let after = Math.floor(task.from * (await log.head(task.ledgerId)).position);
    for (;;) {
      const isLast = isStopping;
      const page = await pageOf(log, task, after);
      pages.push(page);
      after = page.events.at(-1)?.position ?? after;
      if (page.events.length > 0) continue;
      if (isLast) return pages;
      await bell.wait(task.wakes === 'toPoll' ? pollMs : slowPollMs);
    }
  };
  return {
    pages: reading().finally(unsubscribe),
    stop: () => {
      isStopping = true;
      bell.ring();
    },
  };
};

const pageOf = async (
  log: EventLog,
  { reader, ledgerId, limit }: ReaderTask,
  after: number,
): Promise<Page> => {
  const startedAtUs = startUs();
  const events = await log.readPage(ledgerId, { after, limit });
  const seen = events.map(({ position, eventId, streamId, version, recordedAt, commandId }) => ({
    ...{ position, eventId, streamId, version, recordedAt, commandId },
  }));
  return { entry: 'page', reader, ledgerId, after, limit, startedAtUs, endedAtUs: endUs(), events: seen };
};

/** Rung while nobody waits, it is heard by who waits next. */
const openBell = () => {
  let isRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: (): void => {
      isRung = true;
      wake?.();
    },
    wait: async (ms: number): Promise<void> => {
      const timer = new AbortController();
      if (!isRung) {
        const rung = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([rung, sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
        timer.abort();
      }
      isRung = false;
    },
  };
};
