import { standing } from '@dealtrail/deals/claims/standing';
import { lift } from '@dealtrail/deals/history';
import { recordedFrom } from '@dealtrail/deals/recorded';
import type { Recorded } from '@dealtrail/deals/recorded';
import { aggregateOf } from '@dealtrail/deals/registry';
import type { Aggregate } from '@dealtrail/deals/registry';
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
  step(state: State, fact: Fact): State;
  readonly index?: ViewIndex<State>;
};

/** These change what earlier events of their stream mean, so that the stream is folded anew. */
const rewriting: ReadonlySet<string> = new Set(['RecordCorrected', 'RecordRetracted', 'RecordCited']);

export const rewrites = (event: Pick<StoredEvent, 'type'>): boolean => rewriting.has(event.type);

/** A stored event in today's shape. */
export const recorded = (stored: StoredEvent): Recorded => lift(recordedFrom(stored));

/** A view with one row per stream: what stands of its history, taken one event at a time. */
export const streamView = <State extends Dated>(define: StreamView<State>): View<State> => {
  const stepAll = (state: State, history: readonly StoredEvent[]): State => {
    const facts = standing(history.map(recorded)) as readonly Fact[];
    const after = facts.reduce((before, fact) => define.step(before, fact), state);
    return { ...after, changedAt: history.at(-1)?.position ?? state.changedAt };
  };
  const startOf = (event: StoredEvent | undefined): State => define.start(event?.streamId ?? '');
  return {
    name: define.name,
    version: define.version,
    table: define.table,
    key: ({ streamId }) => {
      const kind = aggregateOf(streamId);
      return kind !== undefined && define.of.includes(kind) ? streamId : undefined;
    },
    fold: (history) => stepAll(startOf(history[0]), history),
    evolve: (state, event) => stepAll(state ?? startOf(event), [event]),
    rewrites,
    ...(define.index === undefined ? {} : { index: define.index }),
  };
};
