import type { SpanFields, Tracing } from '@dealtrail/infra/tracing';
import type { AroundPage, ViewPage } from '@dealtrail/ledger/view-loop';

/** Command ids that one span names: a larger page is found by its positions. */
export const commandsNamedMax = 500;

/** A span around each page of a view, which names the commands whose events it brings into the view. */
export const tracedPages =
  (tracing: Tracing): AroundPage =>
  (page, work) =>
    tracing.inSpan('view page', () => fieldsOf(page), work);

const fieldsOf = ({ ledgerId, view, events }: ViewPage): SpanFields => ({
  ledger: ledgerId,
  view,
  events: events.length,
  first_position: events[0]?.position ?? 0,
  last_position: events.at(-1)?.position ?? 0,
  command_ids: events.slice(0, commandsNamedMax).map(({ commandId }) => commandId),
});
