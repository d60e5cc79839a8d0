import type { Find } from '@dealtrail/deals/claims/claims-of';
import { standingEvents } from '@dealtrail/deals/claims/standing';
import { checkKnown, recordedOf } from '@dealtrail/deals/history';
import type { Recorded } from '@dealtrail/deals/recorded';
import { aggregateOf } from '@dealtrail/deals/registry';
import type { Aggregate, EventType } from '@dealtrail/deals/registry';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import type { View, ViewIndex } from '@dealtrail/event-sourcing/view';
import type { Fact } from './facts.ts';

/** Every state says at which position it last changed; the builder sees to it. */
type Dated = { readonly changedAt: number };

export type StreamView<State extends Dated> = {
  readonly name: string;
  readonly version: number;
  readonly table: string;
  /** Kinds of stream that have a row. */
  readonly of: readonly Aggregate[];
  start(streamId: string): State;
  /** One event as it stands today: corrected, with every citation, and not retracted. */
  step(state: State, fact: Fact, find: Find): State;
  /** Events of these types make no claim, and are nothing that another event of the stream is read beside. */
  readonly unheeded?: readonly EventType[];
  readonly index?: ViewIndex<State>;
};

/** These change what earlier events of their stream mean, so that the stream is folded anew. */
const rewriting: ReadonlySet<string> = new Set(['RecordCorrected', 'RecordRetracted', 'RecordCited']);

/** A report on a field of another event can be read only beside that event. */
const needsTarget = ({ data }: Recorded): boolean => 'targetEventId' in (data as object);

/** True where earlier events of the stream have to be read anew with this one. */
export const rewritesEarlier = (event: Recorded): boolean =>
  rewriting.has(event.type) || (event.type === 'TermReported' && needsTarget(event));

/** By its type where that tells: most events are asked about, and few have to be read for it. */
const rewrites = (event: StoredEvent): boolean =>
  rewriting.has(event.type) || (event.type === 'TermReported' && needsTarget(recordedOf(event)));

/** A row per stream of these kinds. */
export const keyIn =
  (kinds: readonly Aggregate[]) =>
  ({ streamId }: StoredEvent): string | undefined => {
    const kind = aggregateOf(streamId);
    return kind !== undefined && kinds.includes(kind) ? streamId : undefined;
  };

/** A view with one row per stream: what stands of its history, taken one event at a time. */
export const streamView = <State extends Dated>(define: StreamView<State>): View<State> => {
  const unheeded: ReadonlySet<string> = new Set(define.unheeded);
  const bears = ({ type }: StoredEvent): boolean => !unheeded.has(type);
  const stepAll = (state: State, history: readonly StoredEvent[]): State => {
    const facts = standingEvents(history.filter(bears).map(recordedOf)) as readonly Fact[];
    const byId = new Map<string, Fact>(facts.map((fact) => [fact.eventId, fact]));
    const find: Find = (eventId) => byId.get(eventId);
    const after = facts.reduce((before, fact) => define.step(before, fact, find), state);
    return { ...after, changedAt: history.at(-1)?.position ?? state.changedAt };
  };
  /** The same for one event that speaks of the world. */
  const step = (state: State, event: StoredEvent): State => {
    if (!bears(event)) {
      checkKnown(event);
      return { ...state, changedAt: event.position };
    }
    const fact = recordedOf(event) as Fact;
    const after = define.step(state, fact, (eventId) => (eventId === fact.eventId ? fact : undefined));
    return { ...after, changedAt: event.position };
  };
  const startOf = (event: StoredEvent | undefined): State => define.start(event?.streamId ?? '');
  return {
    name: define.name,
    version: define.version,
    table: define.table,
    key: keyIn(define.of),
    fold: (history) => stepAll(startOf(history[0]), history),
    evolve: (state, event) => step(state ?? startOf(event), event),
    rewrites,
    ...(define.unheeded === undefined ? {} : { bears }),
    ...(define.index === undefined ? {} : { index: define.index }),
  };
};
