import { specify, type Specification } from '@dealtrail/event-sourcing/specify';
import type { Envelope, Recorded } from './recorded.ts';
import type { Ask, Context, Fact, Slice, SliceDecision } from './slice.ts';
import type { Citation } from './values/citation.ts';

/** An event of a spec's history: its type and data; everything else is filled in where the spec does not care. */
export type Past = { readonly type: string; readonly data: unknown } & Partial<Envelope>;

/** The id of the nth event of a history, from 1: what a spec points at. */
export const eventId = (position: number): `${string}-${string}-${string}-${string}-${string}` =>
  `0198c000-0000-7000-8000-${String(position).padStart(12, '0')}`;

const sources: readonly Citation[] = [{ sourceId: 'source_acme-8k' }];

/** Gives a history its envelope: positions and versions 1, 2, 3 ..., one stream, one source. */
export const recordedAs = (streamId: string, pasts: readonly Past[]): readonly Recorded[] =>
  pasts.map((past, index) => ({
    eventId: eventId(index + 1),
    position: index + 1,
    streamId,
    version: index + 1,
    schemaVersion: 1,
    occurredOn: null,
    recordedAt: `2026-11-01T09:00:00.${String(index + 1).padStart(6, '0')}Z`,
    actor: 'analyst',
    commandId: `command-${String(index + 1)}`,
    correlationId: null,
    causationId: null,
    reason: null,
    sources,
    modality: 'stated',
    ...past,
  }));

/** A command of a spec; cites the same source as the history unless told otherwise. */
export const askOf = <Name extends string, Fields>(
  type: Name,
  data: Fields,
  more: Partial<Omit<Ask, 'type' | 'data'>> = {},
): Ask<Name, Fields> => ({ type, data, sources, modality: 'stated', ...more });

/** Today in every spec, unless a spec says otherwise. */
export const today = '2026-11-22';

const plain: Context = { today, targets: {}, streams: new Map() };

/** `given(...history).when(ask)` for one slice over one stream. */
export const specifySlice = <Name extends string, Type extends string, Fields, State>(
  slice: Slice<Name, Type, Fields, State>,
  fold: (history: readonly Recorded[]) => State,
  streamId: string,
): Specification<Past, Ask<Name, Fields>, Context, SliceDecision<Fact<Type, Fields>>> =>
  specify(
    {
      fold: (pasts: readonly Past[]) => fold(recordedAs(streamId, pasts)),
      decide: (ask: Ask<Name, Fields>, state: State, context: Context) => slice.decide(ask, state, context),
    },
    plain,
  );
