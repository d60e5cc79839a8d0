import { randomBytes } from 'node:crypto';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import type { Entry, FinalLog } from './history.ts';
import { startReading } from './processes/read.ts';
import { write } from './processes/write.ts';
import type { Venue } from './run-scenario.ts';

const endPageMax = 10_000;

/** The log in memory, with writers and readers side by side in this process. Nothing can disturb it. */
export const openMemoryVenue = (): Venue => {
  const logs = new Map<string, EventLog>();
  const logOf = (ledgerId: string): EventLog => {
    const log = logs.get(ledgerId);
    if (log === undefined) throw new Error(`there is no ledger ${ledgerId}`);
    return log;
  };
  return {
    newLedgers: (count) => {
      const ledgerIds = Array.from({ length: count }, () => `order-${randomBytes(8).toString('hex')}`);
      const log = openInMemoryLog({ ledgerIds });
      for (const ledgerId of ledgerIds) logs.set(ledgerId, log);
      return Promise.resolve(ledgerIds);
    },
    start: (task) => {
      if (task.do === 'read') {
        // Nobody notifies: it polls.
        const silence = { subscribe: () => () => undefined };
        const { pages, stop } = startReading(logOf(task.ledgerId), silence, { ...task, wakes: 'toPoll' });
        return { entries: pages, stop };
      }
      const log = logOf(task.steps[0]?.ledgerId ?? '');
      return { entries: write({ wide: log, narrow: log }, task), stop: () => undefined };
    },
    disturb: () => Promise.resolve(() => Promise.resolve()),
    final: (ledgerId, asked) => finalOf(logOf(ledgerId), ledgerId, asked),
  };
};

/** There is no SQL to look with: what was asked for is asked after. */
const finalOf = async (log: EventLog, ledgerId: string, asked: readonly Entry[]): Promise<FinalLog> => {
  const calls = asked.filter((entry) => entry.entry === 'call').filter((call) => call.ledgerId === ledgerId);
  const names = [
    ...new Map(calls.flatMap(({ reserves }) => reserves.map((name) => [name.key, name]))).values(),
  ];
  const holders = await log.holders(ledgerId, names);
  const ids = new Set(calls.map(({ commandId }) => commandId));
  const outcomes = await Promise.all([...ids].map((commandId) => log.findCommand(ledgerId, commandId)));
  const events = await log.readPage(ledgerId, { after: 0, limit: endPageMax });
  return {
    entry: 'final',
    ledgerId,
    head: await log.head(ledgerId),
    events,
    commands: outcomes.flatMap((outcome) =>
      outcome === undefined
        ? []
        : [
            {
              commandId: outcome.commandId,
              fingerprint: outcome.fingerprint,
              position: outcome.position,
              changed: outcome.event !== undefined,
            },
          ],
    ),
    reservations: names.flatMap((name, index) => {
      const holder = holders[index];
      return holder === undefined ? [] : [{ ...name, holder }];
    }),
  };
};
