import { isDeepStrictEqual } from 'node:util';
import type { Authors } from './authors.ts';
import type { Call, FinalLog, Requirement, Said, SeenEvent } from './history.ts';
import type { Attempt, LedgerHistory } from './ledger-history.ts';
import type { Moments } from './moments.ts';
import { keyOf, statesOf } from './states.ts';
import type { States } from './states.ts';
import { found } from './violation.ts';
import type { Finding } from './violation.ts';

/** Judged anew at the moment it was written, or at every moment it can have been judged at: so the log had to answer. */
export const checkVerdicts = (
  history: LedgerHistory,
  authors: Authors,
  moments: Moments,
): readonly Finding[] => {
  const judge = judgeOf(history, statesOf(history.final, authors));
  return [
    ...history.final.events.flatMap((event) => {
      const attempt = authors.first(event);
      if (attempt === undefined) return [];
      const { expectedVersion } = attempt.call;
      if (expectedVersion !== 'any' && event.version !== expectedVersion + 1)
        return [found('expectedVersionIgnored', attempt, event)];
      const verdicts = judge(attempt.call, event.position - 1);
      return verdicts.some(({ result }) => result === 'appended')
        ? []
        : [found('acceptedAgainstTheRules', attempt, event, { should: verdicts })];
    }),
    ...history.attempts
      .filter((attempt) => !hasReason(attempt, judge, moments))
      .map((attempt) => found('answerWithoutReason', attempt)),
  ];
};

/** Reservations in the end are those that the events left. */
export const checkReservations = ({ final }: LedgerHistory, authors: Authors): readonly Finding[] => {
  const sorted = (names: FinalLog['reservations']) =>
    names.map((name) => `${keyOf(name)}\0${name.holder}`).toSorted();
  const held = statesOf(final, authors).held();
  return isDeepStrictEqual(sorted(held), sorted(final.reservations))
    ? []
    : [found('reservationsDiffer', { byEvents: held, kept: final.reservations })];
};

const hasReason = ({ call, said, endedAtUs }: Attempt, judge: Judge, moments: Moments): boolean => {
  // What was written is judged at its position; what nobody heard of, what never arrived and what another of its batch
  // may have kept out has no answer to judge.
  if (said.result === 'unknown' || said.result === 'turnedAway' || said.result === 'notTogether') return true;
  if (said.result === 'appended' && call.eventId !== null && !call.isDryRun) return true;
  const highest = moments.headAtMost(endedAtUs);
  for (let head = moments.headAtLeast(call.startedAtUs); head <= highest; head += 1)
    if (judge(call, head).some((verdict) => agrees(verdict, said, call, head))) return true;
  return false;
};

type Verdict =
  /** `last`: of its stream, before it. */
  | { readonly result: 'appended'; readonly last: SeenEvent | undefined }
  | { readonly result: 'replayed' }
  | Exclude<Said, { readonly result: 'appended' | 'replayed' | 'unknown' | 'turnedAway' | 'notTogether' }>;

const agrees = (verdict: Verdict, said: Said, { eventId, streamId }: Call, head: number): boolean => {
  // Where a command stands that is in the log already is checked against the log.
  if (said.result === 'replayed') return verdict.result === 'replayed';
  if (said.result !== 'appended') return isDeepStrictEqual(verdict, said);
  if (verdict.result !== 'appended') return false;
  const { last } = verdict;
  const { told } = said;
  if (eventId === null) return told.eventId === null && told.position === (last?.position ?? 0);
  // A dry run, told what would have been: the next position, the next version of its stream.
  const { position, version } = { position: head + 1, version: (last?.version ?? 0) + 1 };
  const isNext = told.position === position && told.version === version;
  return isNext && told.eventId === eventId && told.streamId === streamId;
};

/** The right answers at a head: two where it cannot be told whether a command that changed nothing was there already. */
type Judge = (call: Call, head: number) => readonly Verdict[];

const judgeOf = ({ final }: LedgerHistory, states: States): Judge => {
  const rows = new Map(final.commands.map((row) => [row.commandId, row]));
  return (call, head) => {
    const row = rows.get(call.commandId);
    // A row without an event has no position of its own: it came some time after its stream's last event.
    const wasThere = row !== undefined && row.position <= head;
    const wasNotThere = row === undefined || !row.changed || row.position > head;
    return [
      ...(wasThere ? [again(call, row.fingerprint)] : []),
      ...(wasNotThere ? [anew(call, head, states)] : []),
    ];
  };
};

const again = (call: Call, fingerprint: string): Verdict => ({
  result: call.fingerprint === fingerprint ? 'replayed' : 'commandIdReused',
});

/** In the order of judging: version, requirements, reservations. */
const anew = (call: Call, head: number, states: States): Verdict => {
  const last = states.lastOf(call.streamId, head);
  const version = last?.version ?? 0;
  if (call.expectedVersion !== 'any' && call.expectedVersion !== version)
    return { result: 'versionConflict', version };
  const requirement = call.requires.find((required) => !isMet(required, head, states));
  if (requirement !== undefined) return { result: 'requirementFailed', requirement };
  for (const name of call.reserves) {
    const holder = states.holderOf(name, head);
    if (holder !== undefined && holder !== call.streamId) return { result: 'reserved', name, holder };
  }
  return { result: 'appended', last };
};

const isMet = (required: Requirement, head: number, states: States): boolean => {
  if (required.kind === 'free') return states.holderOf(required, head) === undefined;
  const version = states.lastOf(required.streamId, head)?.version ?? 0;
  return required.kind === 'streamExists' ? version > 0 : version === required.version;
};
