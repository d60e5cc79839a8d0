import { toldBy } from './authors.ts';
import type { Authors } from './authors.ts';
import { groupBy } from './group-by.ts';
import type { FinalLog, Told } from './history.ts';
import type { Attempt, LedgerHistory } from './ledger-history.ts';
import { found } from './violation.ts';
import type { Finding } from './violation.ts';

/** What callers were told, and what they were not, against what is in the log. */
export const checkCommands = (history: LedgerHistory, authors: Authors): readonly Finding[] => [
  ...checkAcknowledged(history),
  ...checkAnswersAgree(history),
  ...checkWasAskedFor(history, authors),
];

/** Every acknowledged command is in the log once, as its caller was told. */
const checkAcknowledged = ({ final, attempts }: LedgerHistory): readonly Finding[] => {
  const rows = new Map(final.commands.map((row) => [row.commandId, row]));
  const events = new Map(final.events.map((event) => [event.position, event]));
  return attempts.flatMap((attempt) => {
    const told = toldBy(attempt);
    if (told === undefined) return [];
    const row = rows.get(attempt.call.commandId);
    if (row === undefined) return [found('acknowledgedButLost', attempt)];
    const event = events.get(row.position);
    const holds =
      event !== undefined &&
      row.fingerprint === attempt.call.fingerprint &&
      same(told, { ...event, eventId: row.changed ? event.eventId : null });
    if (!holds) return [found('toldOtherwise', attempt, row, event ?? null)];
    const isOwn =
      attempt.said.result === 'replayed' ||
      (told.eventId === attempt.call.eventId && told.streamId === attempt.call.streamId);
    return isOwn ? [] : [found('toldOtherwise', attempt, event)];
  });
};

const same = (one: Told, other: Told): boolean =>
  one.streamId === other.streamId &&
  one.position === other.position &&
  one.version === other.version &&
  one.recordedAt === other.recordedAt &&
  one.eventId === other.eventId;

/** Asked again, a command gives its first answer; only one call is told that it was the one that wrote. */
const checkAnswersAgree = ({ attempts }: LedgerHistory): readonly Finding[] =>
  [...groupBy(attempts, ({ call }) => call.commandId).values()].flatMap((calls) => {
    const acknowledged = calls.filter((attempt) => toldBy(attempt) !== undefined);
    const [first, ...rest] = acknowledged;
    const told = first && toldBy(first);
    if (first === undefined || told === undefined) return [];
    const wrote = acknowledged.filter(({ said }) => said.result === 'appended');
    return [
      ...rest
        .filter((attempt) => !same(toldBy(attempt) ?? told, told))
        .map((attempt) => found('replayDiffers', first, attempt)),
      ...(wrote.length > 1 ? [found('commandTwice', ...wrote)] : []),
    ];
  });

/** Nothing is in the log but what somebody asked for and was not refused. */
const checkWasAskedFor = (history: LedgerHistory, authors: Authors): readonly Finding[] => {
  const { final, attempts } = history;
  const calls = groupBy(attempts, ({ call }) => call.commandId);
  const events = final.events
    .filter((event) => authors.of(event).length === 0)
    .map((event) =>
      blame(
        event,
        calls.get(event.commandId)?.filter(({ call }) => call.eventId === event.eventId),
      ),
    );
  const unchanged = final.commands.filter(({ changed }) => !changed);
  return [
    ...events,
    ...unchanged
      .filter((row) => !(calls.get(row.commandId) ?? []).some((attempt) => mayHaveLeft(attempt, row)))
      .map((row) =>
        blame(
          row,
          calls.get(row.commandId)?.filter(({ call }) => call.eventId === null),
        ),
      ),
  ];
};

const mayHaveLeft = ({ call, said }: Attempt, row: FinalLog['commands'][number]): boolean =>
  !call.isDryRun &&
  call.eventId === null &&
  call.fingerprint === row.fingerprint &&
  (said.result === 'appended' || said.result === 'unknown');

const blame = (written: unknown, asked: readonly Attempt[] = []): Finding => {
  if (asked.length === 0) return found('nobodyAskedForIt', written);
  const isRehearsed = asked.every(({ call }) => call.isDryRun);
  return found(isRehearsed ? 'dryRunPresent' : 'refusedButPresent', written, ...asked);
};
