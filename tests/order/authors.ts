import type { SeenEvent, Told } from './history.ts';
import { groupBy } from './group-by.ts';
import type { Attempt, LedgerHistory } from './ledger-history.ts';

/** The attempts that may have written each event of the log: asked for exactly it, and were not told otherwise. */
export type Authors = {
  readonly of: (event: SeenEvent) => readonly Attempt[];
  /** The one that wrote it, or where several may have, the one that was asked first. */
  readonly first: (event: SeenEvent) => Attempt | undefined;
};

/** An answer that says where the command stands in the log; undefined for any other, as of what would only have been. */
export const toldBy = ({ call, said }: Attempt): Told | undefined =>
  (said.result === 'appended' && !call.isDryRun) || said.result === 'replayed' ? said.told : undefined;

export const authorsOf = ({ final, attempts }: LedgerHistory): Authors => {
  const byEventId = groupBy(attempts, ({ call }) => call.eventId);
  const fingerprints = new Map(final.commands.map((row) => [row.commandId, row.fingerprint]));
  const mayHaveWritten = (event: SeenEvent): readonly Attempt[] => {
    const asked = (byEventId.get(event.eventId) ?? []).filter(
      ({ call }) =>
        !call.isDryRun &&
        call.commandId === event.commandId &&
        call.streamId === event.streamId &&
        call.fingerprint === fingerprints.get(call.commandId),
    );
    const sure = asked.filter(({ said }) => said.result === 'appended');
    return sure.length > 0 ? sure : asked.filter(({ said }) => said.result === 'unknown');
  };
  const all = new Map(final.events.map((event) => [event, mayHaveWritten(event)]));
  const of = (event: SeenEvent) => all.get(event) ?? [];
  return { of, first: (event) => of(event).toSorted((a, b) => a.call.startedAtUs - b.call.startedAtUs)[0] };
};
