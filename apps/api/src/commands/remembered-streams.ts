import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { recordedOf } from '@dealtrail/deals/history';
import { grown } from '@dealtrail/deals/record/book';
import type { Recorded } from '@dealtrail/deals/recorded';

/** What remembered streams may take of a process's memory, by the estimate below: some 60,000 events of the usual size. */
export const rememberedBytesMax = 128 * 1024 * 1024;

/** An event in memory beside its payload, and what a character of its payload takes once it is read. Measured, rounded up. */
const eventBytes = 1_000;
const payloadCharBytes = 2;

/**
 * Streams as this process last saw them: as read, with what it appended itself since. A guess at what the log holds, for
 * others append too: whoever decides on it has the log confirm it (the append's expected version, or a fresh read).
 */
export type RememberedStreams = Streams & {
  /** As of a lineage of the log (`EventLog.lineage`): a newer one begins with nothing, an older one is given nothing. */
  readonly of: (lineage: number) => Streams;
};

export type Streams = {
  /** Oldest first; undefined: not remembered. */
  readonly recall: (ledgerId: string, streamId: string) => readonly Recorded[] | undefined;
  /** A whole stream as it was just read; `history` is `stored`, lifted. */
  readonly keep: (
    ledgerId: string,
    streamId: string,
    stored: readonly StoredEvent[],
    history: readonly Recorded[],
  ) => void;
  /** An event that this process just appended. Where it does not follow on what is remembered, the stream is forgotten. */
  readonly follow: (ledgerId: string, event: StoredEvent) => void;
  readonly forget: (ledgerId: string, streamId: string) => void;
  /** By the estimate. */
  readonly bytes: () => number;
};

type Remembered = {
  readonly history: readonly Recorded[];
  /** What came after it, not looked at yet: most streams are opened and then left alone for a while. */
  readonly unread: readonly StoredEvent[];
  readonly version: number;
  readonly bytes: number;
};

const sizeOf = ({ payload }: StoredEvent): number => eventBytes + payloadCharBytes * payload.length;

/** Least recently used first out, whole streams at a time. A stream larger than all the memory is not kept. */
export const openRememberedStreams = (bytesMax: number = rememberedBytesMax): RememberedStreams => {
  const streams = openStore(bytesMax);
  const all = streamsIn(streams);
  let newest = 0;
  const of = (lineage: number): Streams => {
    if (lineage > newest) {
      newest = lineage;
      streams.clear();
    }
    const isNewest = (): boolean => lineage === newest;
    return {
      recall: (...asked) => (isNewest() ? all.recall(...asked) : undefined),
      keep: (...told) => {
        if (isNewest()) all.keep(...told);
      },
      follow: (...told) => {
        if (isNewest()) all.follow(...told);
      },
      forget: all.forget,
      bytes: all.bytes,
    };
  };
  return { ...all, of };
};

const streamsIn = (streams: Store): Streams => ({
  recall: (ledgerId, streamId) => {
    const name = nameOf(ledgerId, streamId);
    const stream = streams.get(name);
    if (stream === undefined) return undefined;
    const history = stream.unread.map(recordedOf).reduce(grown, stream.history);
    streams.put(name, { ...stream, history, unread: [] });
    return history;
  },
  keep: (ledgerId, streamId, stored, history) => {
    const name = nameOf(ledgerId, streamId);
    const bytes = stored.reduce((sum, event) => sum + sizeOf(event), 0);
    const version = stored.at(-1)?.version ?? 0;
    if (version === 0) streams.drop(name);
    else streams.put(name, { history, unread: [], version, bytes });
  },
  follow: (ledgerId, event) => {
    const name = nameOf(ledgerId, event.streamId);
    const { history, unread, version, bytes } = streams.get(name) ?? unwritten;
    if (version + 1 !== event.version) streams.drop(name);
    else
      streams.put(name, {
        ...{ history, unread: [...unread, event], version: event.version },
        bytes: bytes + sizeOf(event),
      });
  },
  forget: (ledgerId, streamId) => {
    streams.drop(nameOf(ledgerId, streamId));
  },
  bytes: streams.bytes,
});

const unwritten: Remembered = { history: [], unread: [], version: 0, bytes: 0 };

/** Ledger ids hold no space. */
const nameOf = (ledgerId: string, streamId: string): string => `${ledgerId} ${streamId}`;

type Store = ReturnType<typeof openStore>;

/** Within its bytes: what was put longest ago makes room. */
const openStore = (bytesMax: number) => {
  // A Map keeps its members in the order they were set: the first is the one that was put longest ago.
  const streams = new Map<string, Remembered>();
  let bytes = 0;
  const drop = (name: string): void => {
    bytes -= streams.get(name)?.bytes ?? 0;
    streams.delete(name);
  };
  return {
    get: (name: string) => streams.get(name),
    drop,
    put: (name: string, stream: Remembered): void => {
      drop(name);
      streams.set(name, stream);
      bytes += stream.bytes;
      for (const [oldest] of streams) {
        if (bytes <= bytesMax) return;
        drop(oldest);
      }
    },
    clear: (): void => {
      streams.clear();
      bytes = 0;
    },
    bytes: () => bytes,
  };
};
