import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { ledgersOf } from '@dealtrail/ledger/ledgers';
import type { Book } from '../book.ts';
import type { OpenFeeds } from '../events/open-feeds.ts';
import { projectionsOf } from './projections.controller.ts';

type Lag = { readonly events: number; readonly seconds: number };

/** Of somebody who has seen everything up to `position`: the age of the oldest event that they have not. */
const lagAt = async (book: Book, ledgerId: string, position: number, head: number): Promise<Lag> => {
  const events = Math.max(0, head - position);
  if (events === 0) return { events, seconds: 0 };
  const recordedAt = Date.parse((await book.log.recordedAt(ledgerId, position + 1)) ?? '');
  return { events, seconds: Math.max(0, (Date.now() - recordedAt) / 1_000) };
};

type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** Where each ledger, view and subscriber stands: looked up when somebody asks. */
export const openLags = (registry: Registry, book: Book, feeds: OpenFeeds): (() => Promise<void>) => {
  const registers = [registry];
  const gauge = (name: string, help: string, ...labelNames: readonly string[]) =>
    new Gauge({ name, help, labelNames, registers });
  const gauges = {
    position: gauge('dealtrail_log_position', 'Events in the log.', 'ledger'),
    viewEvents: gauge('dealtrail_view_lag_events', 'Events that a view has not seen.', 'ledger', 'view'),
    viewSeconds: gauge('dealtrail_view_lag_seconds', 'Age of the oldest of them.', 'ledger', 'view'),
    viewFailed: gauge(
      'dealtrail_view_failed',
      '1 where a view stands still on an event it cannot fold.',
      'ledger',
      'view',
    ),
    viewFailedAt: gauge('dealtrail_view_failed_position', 'Of that event; 0: none.', 'ledger', 'view'),
    feedEvents: gauge(
      'dealtrail_feed_lag_events',
      'Events that the slowest subscriber has not been sent.',
      'ledger',
    ),
    feedSeconds: gauge('dealtrail_feed_lag_seconds', 'Age of the oldest of them.', 'ledger'),
  };
  type Name = keyof typeof gauges;

  return async () => {
    const found: (Sample & { readonly name: Name })[] = [];
    for (const { ledgerId: ledger } of await ledgersOf(book.pool)) {
      const { position: head } = await book.log.head(ledger);
      const note = (name: Name, value: number, view?: string): void => {
        found.push({ name, value, labels: { ledger, ...(view === undefined ? {} : { view }) } });
      };
      note('position', head);
      for (const { name: view, position, state } of await projectionsOf(book, ledger)) {
        const lag = await lagAt(book, ledger, position, head);
        note('viewEvents', lag.events, view);
        note('viewSeconds', lag.seconds, view);
        note('viewFailed', state === 'failed' ? 1 : 0, view);
        note('viewFailedAt', state === 'failed' ? position + 1 : 0, view);
      }
      const slowest = await lagAt(book, ledger, feeds.slowest(ledger) ?? head, head);
      note('feedEvents', slowest.events);
      note('feedSeconds', slowest.seconds);
    }
    // In one go: another who asks meanwhile sees all of the old or all of the new.
    for (const each of Object.values(gauges)) each.reset();
    for (const { name, labels, value } of found) gauges[name].set(labels, value);
  };
};
