import type { Append } from '@dealtrail/event-sourcing/log';
import { nameOf } from './check-append.ts';

/** Streams, command ids and reserved names that an append has to do with. */
export type Footprint = {
  /** What its verdict depends on. */
  readonly reads: readonly string[];
  /** What it changes, or must find as it was. */
  readonly writes: readonly string[];
  /** Streams that it adds to at whatever version: two that only add do not mind each other. */
  readonly adds: readonly string[];
};

export const footprint = (append: Append): Footprint => {
  const { streamId, expectedVersion, event, requires, reserves, releases } = append;
  const own = stream(streamId);
  const reads = requires.map((one) => (one.kind === 'free' ? reservation(one) : stream(one.streamId)));
  const writes = [`command ${append.commandId}`, ...reserves.map(reservation), ...releases.map(reservation)];
  if (expectedVersion === 'any') return { reads, writes, adds: [own] };
  if (event === undefined) return { reads: [...reads, own], writes, adds: [] };
  return { reads, writes: [...writes, own], adds: [] };
};

const stream = (streamId: string): string => `stream ${streamId}`;
const reservation = (one: { readonly scope: string; readonly key: string }): string =>
  `reservation ${nameOf(one)}`;

/** Everything that a set of appends has to do with, and whether another append meets it. */
export type Touched = {
  readonly include: (one: Footprint) => void;
  /** True where one of the set writes what the other reads or writes, or the other way round: their order tells then. */
  readonly meets: (one: Footprint) => boolean;
};

export const nothingTouched = (): Touched => {
  const [read, written, added] = [new Set<string>(), new Set<string>(), new Set<string>()];
  return {
    include: ({ reads, writes, adds }) => {
      for (const name of reads) read.add(name);
      for (const name of writes) written.add(name);
      for (const name of adds) added.add(name);
    },
    meets: ({ reads, writes, adds }) =>
      writes.some((name) => written.has(name) || read.has(name) || added.has(name)) ||
      reads.some((name) => written.has(name) || added.has(name)) ||
      adds.some((name) => written.has(name) || read.has(name)),
  };
};
