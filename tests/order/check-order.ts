import { groupBy } from './group-by.ts';
import { toldBy } from './authors.ts';
import type { Authors } from './authors.ts';
import type { LedgerHistory } from './ledger-history.ts';
import type { Moments } from './moments.ts';
import { found } from './violation.ts';
import type { Finding } from './violation.ts';

/** Position order is commit order: nothing that was shown already got a higher position than what was asked for later. */
export const checkCommitOrder = (
  { final }: LedgerHistory,
  authors: Authors,
  moments: Moments,
): readonly Finding[] => {
  const findings: Finding[] = [];
  let firstShown = final.events.at(-1);
  for (const event of final.events.toReversed()) {
    if (
      firstShown === undefined ||
      moments.shownAtUs(event.position) < moments.shownAtUs(firstShown.position)
    )
      firstShown = event;
    const shownAtUs = moments.shownAtUs(firstShown.position);
    if (shownAtUs < moments.askedAtUs(event.position))
      findings.push(
        found('commitOrderBroken', authors.first(event)?.call, { shown: firstShown, atUs: shownAtUs }),
      );
  }
  return findings;
};

/** A batch is in the log as a whole, in its order and with nothing between, or not at all. */
export const checkBatches = ({ final, attempts }: LedgerHistory): readonly Finding[] => {
  const positions = new Map(final.events.map(({ eventId, position }) => [eventId, position]));
  const rows = new Set(final.commands.map(({ commandId }) => commandId));
  const batches = groupBy(
    attempts.filter(({ call }) => call.batch !== null),
    ({ call }) => call.batch,
  );
  return [...batches.values()].flatMap((members) => {
    const written = members.flatMap(({ call }) => positions.get(call.eventId ?? '') ?? []);
    const events = members.filter(({ call }) => call.eventId !== null).length;
    const follow = written.every((position, index) => position === (written[0] ?? 0) + index);
    // A command that changed nothing leaves only its row, and other calls may have left one under the same id.
    const isWhole = written.length === 0 || members.every(({ call }) => rows.has(call.commandId));
    const answersAgree = new Set(members.map((member) => toldBy(member) !== undefined)).size === 1;
    return (written.length === 0 || written.length === events) && follow && isWhole && answersAgree
      ? []
      : [found('batchTornApart', ...members)];
  });
};
