import type { PostgresLog } from '@dealtrail/ledger/postgres-log';
import type { Tracing } from '@dealtrail/infra/tracing';
import type { Metrics } from './metrics.ts';
import { noteIds } from '../edge/request-context.ts';

/** Command ids that one span names; a batch of more is found by those. */
const commandsNamedMax = 256;

/** The same log, with a span around each append and the command's id on the request's lines from there on. */
export const observedLog = (
  log: PostgresLog,
  tracing: Tracing,
  countEvents: Metrics['countEvents'],
): PostgresLog => ({
  ...log,
  append: (append, options) => {
    const { ledgerId, commandId, streamId } = append;
    noteIds({ commandId });
    return tracing.inSpan(
      'append',
      () => ({ ledger: ledgerId, command_id: commandId, stream: streamId }),
      async (note) => {
        const answered = await log.append(append, options);
        note({ result: answered.result });
        return answered;
      },
    );
  },
  appendTogether: (ledgerId, appends) =>
    tracing.inSpan(
      'append',
      () => ({
        ledger: ledgerId,
        appends: appends.length,
        command_ids: appends.slice(0, commandsNamedMax).map(({ commandId }) => commandId),
      }),
      async () => {
        const outcomes = await log.appendTogether(ledgerId, appends);
        countEvents(ledgerId, outcomes?.filter(({ event }) => event !== undefined).length ?? 0);
        return outcomes;
      },
    ),
});
