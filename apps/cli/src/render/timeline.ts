import { z } from 'zod';
import type { About, Page } from './basis.ts';
import { basisLines } from './basis.ts';
import { Basis, Cited, sourceIds } from './answers.ts';
import { countedOf, hanging, wrap } from './text.ts';
import { figureText, instantText, valueText } from './values.ts';

const eventIds = z.union([z.string(), z.array(z.string())]).nullish();

export const TimelineItem = z.looseObject({
  eventId: z.string(),
  position: z.number(),
  type: z.string(),
  streamId: z.string().nullish(),
  recordedAt: z.string().nullish(),
  occurredOn: z.unknown().optional(),
  actor: z.string().nullish(),
  reason: z.string().nullish(),
  sources: z.array(Cited).nullish(),
  modality: z.string().nullish(),
  summary: z.string().nullish(),
  changes: z
    .array(
      z.object({ subject: z.string().nullish(), path: z.string(), before: z.unknown(), after: z.unknown() }),
    )
    .nullish(),
  correctedBy: eventIds,
  retractedBy: eventIds,
  corrects: eventIds,
});
export type TimelineItem = z.infer<typeof TimelineItem>;

export const Timeline = z.object({
  items: z.array(TimelineItem),
  nextCursor: z.string().nullish(),
  basis: Basis.optional(),
});
export type Timeline = z.infer<typeof Timeline>;

const pointed = (ids: TimelineItem['corrects'], says: string): readonly string[] => {
  const list = ids === null || ids === undefined ? [] : [ids].flat();
  return list.map((id) => `${says} ${id}`);
};

/** The wire's partial dates and figures, absent ones as a dash. */
const side = (value: unknown): string =>
  value === null || value === undefined ? 'nothing' : figureText(value);

type Change = NonNullable<TimelineItem['changes']>[number];

const changeOf = ({ subject, path, before, after }: Change, streamId: string | null | undefined): string => {
  const of = subject === null || subject === undefined || subject === streamId ? '' : ` of ${subject}`;
  return `${path}${of}: ${side(before)} -> ${side(after)}`;
};

const happened = (on: unknown): string => {
  if (on === null || on === undefined) return '';
  const date = valueText(on);
  return date === 'unknown' ? 'happened on a date not known; ' : `happened ${date}; `;
};

const itemLines = (item: TimelineItem, page: Page): readonly string[] => {
  const lead = `${String(item.position).padStart(4)}  `;
  const margin = ' '.repeat(lead.length);
  const modality = item.modality && item.modality !== 'stated' ? ` [${item.modality}]` : '';
  const sources = sourceIds(item.sources ?? []).join(', ');
  const who = `${happened(item.occurredOn)}recorded ${instantText(item.recordedAt)} by ${item.actor ?? '-'}`;
  const below = [
    who,
    ...(sources === '' ? [] : [`from ${sources}`]),
    ...(item.reason ? [`reason: ${item.reason}`] : []),
    ...(item.changes ?? []).map((change) => changeOf(change, item.streamId)),
    ...pointed(item.corrects, 'speaks of'),
    ...pointed(item.correctedBy, 'corrected by'),
    ...pointed(item.retractedBy, 'RETRACTED by'),
  ];
  return [
    ...hanging(lead, `${item.type}${modality}${item.summary ? `: ${item.summary}` : ''}`, page.width),
    ...below.flatMap((text) => hanging(margin, text, page.width)),
    `${margin}event ${item.eventId}`,
  ];
};

/** The auditable history: every event, who recorded it, on whose word, and what it changed. */
export const timelinePage = (
  dealId: string,
  items: readonly TimelineItem[],
  { basis, more }: About,
  page: Page,
): readonly string[] => [
  ...wrap(`Timeline of ${dealId}: ${countedOf(items.length, more, 'event')}`, page.width),
  ...basisLines(basis, page),
  ...items.flatMap((item) => ['', ...itemLines(item, page)]),
];

export const timelineRow = (item: TimelineItem): Readonly<Record<string, unknown>> => ({
  position: item.position,
  type: item.type,
  occurredOn: valueText(item.occurredOn),
  recordedAt: item.recordedAt ?? '',
  actor: item.actor ?? '',
  summary: item.summary ?? '',
  changes: (item.changes ?? []).map((change) => changeOf(change, item.streamId)).join(' | '),
  reason: item.reason ?? '',
  sources: sourceIds(item.sources ?? []).join(' '),
  eventId: item.eventId,
});
