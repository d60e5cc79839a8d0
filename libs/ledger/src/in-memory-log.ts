import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { EventLog, LogPage } from '@dealtrail/event-sourcing/log';
import { checkAppend, nameOf } from './check-append.ts';
import { instantOf, microsOf } from './instant.ts';
import { judge } from './judge.ts';
import { countAt, emptyMemory, headOf, pageOf, place, release, write } from './memory.ts';
import type { Memory } from './memory.ts';
import { checkPage, checkPageHasNoHole } from './page.ts';

export type InMemoryLogSettings = {
  /** Default: `main`. With a base: whatever ledgers that has. */
  readonly ledgerIds?: readonly string[];
  /**
   * Reads fall through to the base as it stood when its ledger was first touched here; appends stay in memory. So a file
   * of commands can be tried as a whole and leaves nothing.
   */
  readonly base?: EventLog;
  /** RFC 3339; default: the machine's clock. */
  readonly now?: () => string;
};

type MemoryOf = (ledgerId: string) => Promise<Memory>;

/** The event log in memory, for tests and for dry runs: the same contract as on PostgreSQL. */
export const openInMemoryLog = (settings: InMemoryLogSettings = {}): EventLog => {
  const { base, now = () => new Date().toISOString() } = settings;
  const memoryOf = memories(settings);
  const inTurn = turns();
  const reads = memoryReads(memoryOf, base);
  return {
    ...reads,
    lineage: base?.lineage ?? (() => 0),
    append: async (append, options) => {
      checkAppend(append);
      const memory = await memoryOf(append.ledgerId);
      return await inTurn(async () => {
        const verdict = await judge(reads, append);
        if (verdict.verdict === 'refused') return verdict.result;
        const placed = place(append, memory, verdict.last, microsOf(now()));
        if (options?.dryRun !== true) {
          release(append, memory, await reads.holders(append.ledgerId, append.releases));
          write(append, memory, placed);
        }
        return { result: 'appended', outcome: placed.outcome };
      });
    },
    positionAt: async (ledgerId, instant) => {
      const memory = await memoryOf(ledgerId);
      return await inTurn(() => positionAt(memory, base, ledgerId, microsOf(instant), microsOf(now())));
    },
  };
};

const memoryReads = (
  memoryOf: MemoryOf,
  base: EventLog | undefined,
): Omit<EventLog, 'append' | 'positionAt' | 'lineage'> => {
  const readStreams: EventLog['readStreams'] = async (
    ledgerId,
    streamIds,
    upTo = Number.MAX_SAFE_INTEGER,
  ) => {
    const memory = await memoryOf(ledgerId);
    const below = (await base?.readStreams(ledgerId, streamIds, Math.min(upTo, memory.base.position))) ?? [];
    const here = [...new Set(streamIds)].flatMap((streamId) => memory.streams.get(streamId) ?? []);
    return [
      ...below,
      ...here.filter(({ position }) => position <= upTo).sort((a, b) => a.position - b.position),
    ];
  };
  return {
    readStreams,
    readStream: (ledgerId, streamId, upTo) => readStreams(ledgerId, [streamId], upTo),
    findCommand: async (ledgerId, commandId) =>
      (await memoryOf(ledgerId)).commands.get(commandId) ?? (await base?.findCommand(ledgerId, commandId)),
    readPage: async (ledgerId, page) => readPage(await memoryOf(ledgerId), base, ledgerId, page),
    readEvent: async (ledgerId, eventId) => {
      const memory = await memoryOf(ledgerId);
      const here = memory.byEventId.get(eventId.toLowerCase());
      return here ?? notAfter(memory.base.position, await base?.readEvent(ledgerId, eventId));
    },
    holders: async (ledgerId, names) => {
      const { holders } = await memoryOf(ledgerId);
      const below = names.length === 0 ? [] : await base?.holders(ledgerId, names);
      return names.map((name, index) => {
        const here = holders.get(nameOf(name));
        return here === undefined ? below?.[index] : (here ?? undefined);
      });
    },
    head: async (ledgerId) => headOf(await memoryOf(ledgerId)),
    recordedAt: async (ledgerId, position) => {
      if (position === 0) return null;
      const memory = await memoryOf(ledgerId);
      if (base !== undefined && position <= memory.base.position)
        return await base.recordedAt(ledgerId, position);
      const event = memory.events[position - memory.base.position - 1];
      if (event === undefined) throw new RangeError(`ledger ${ledgerId} has no position ${String(position)}`);
      return event.recordedAt;
    },
  };
};

const memories = ({ base, ledgerIds = ['main'] }: InMemoryLogSettings): MemoryOf => {
  const open = async (ledgerId: string): Promise<Memory> => {
    if (base !== undefined) return emptyMemory(await base.head(ledgerId));
    if (!ledgerIds.includes(ledgerId)) throw new Error(`there is no ledger ${ledgerId}`);
    return emptyMemory({ position: 0, recordedAt: null });
  };
  const opened = new Map<string, Promise<Memory>>();
  return (ledgerId) => {
    const memory = opened.get(ledgerId) ?? open(ledgerId);
    opened.set(ledgerId, memory);
    return memory;
  };
};

/** One after the other, as under the head row. */
const turns = (): (<Result>(work: () => Promise<Result>) => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
};

const notAfter = (position: number, event: StoredEvent | undefined): StoredEvent | undefined =>
  event !== undefined && event.position <= position ? event : undefined;

const readPage = async (memory: Memory, base: EventLog | undefined, ledgerId: string, page: LogPage) => {
  checkPage(page);
  const head = headOf(memory).position;
  const upTo = Math.min(page.upTo ?? head, memory.base.position);
  const below = page.after < upTo ? ((await base?.readPage(ledgerId, { ...page, upTo })) ?? []) : [];
  const events = [...below, ...pageOf(memory, page)].slice(0, page.limit);
  if (page.types === undefined && page.streamId === undefined)
    checkPageHasNoHole(ledgerId, page, head, events);
  return events;
};

const positionAt = async (
  memory: Memory,
  base: EventLog | undefined,
  ledgerId: string,
  instant: bigint,
  now: bigint,
): Promise<number | 'future'> => {
  const head = headOf(memory);
  if (head.recordedAt === null || instant > microsOf(head.recordedAt)) {
    if (instant > now) return 'future';
    if (instant >= memory.answeredBefore) memory.answeredBefore = instant + 1n;
    return head.position;
  }
  const here = countAt(memory, instantOf(instant));
  if (here > 0 || base === undefined) return memory.base.position + here;
  const below = await base.positionAt(ledgerId, instantOf(instant));
  return below === 'future' ? below : Math.min(below, memory.base.position);
};
