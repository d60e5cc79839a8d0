import { z } from 'zod';
import { Cited, sourceIds } from './answers.ts';
import type { Page } from './basis.ts';
import { table } from './table.ts';
import { hanging, plain } from './text.ts';
import { instantText, valueText } from './values.ts';

/** An event on the wire, as API.md has it. */
export const WireEvent = z.looseObject({
  eventId: z.string(),
  position: z.number(),
  streamId: z.string(),
  version: z.number().nullish(),
  type: z.string(),
  occurredOn: z.unknown().optional(),
  recordedAt: z.string(),
  actor: z.string().nullish(),
  commandId: z.string().nullish(),
  correlationId: z.string().nullish(),
  causationId: z.string().nullish(),
  reason: z.string().nullish(),
  sources: z.array(Cited).nullish(),
  modality: z.string().nullish(),
  data: z.unknown().optional(),
});
export type WireEvent = z.infer<typeof WireEvent>;

const cells = (event: WireEvent): readonly string[] => [
  String(event.position),
  instantText(event.recordedAt).replace(' UTC', ''),
  event.type,
  event.streamId,
  event.actor ?? '',
];

export const eventList = (events: readonly WireEvent[], page: Page): readonly string[] =>
  events.length === 0
    ? ['No events.']
    : table(events.map(cells), {
        ...page,
        head: ['position', 'recorded (UTC)', 'type', 'stream', 'by'],
        right: [0],
      });

/** One line of a running feed. */
export const eventLine = (event: WireEvent): string => {
  const [position = '', at = '', type = '', stream = '', actor = ''] = cells(event).map(plain);
  return `${position.padStart(6)}  ${at}  ${type}  ${stream}${actor === '' ? '' : `  by ${actor}`}`;
};

const dataLines = (data: unknown, page: Page): readonly string[] =>
  JSON.stringify(data, null, 2)
    .split('\n')
    .flatMap((line) => {
      const lead = /^ */.exec(line)?.[0] ?? '';
      return hanging(`  ${lead}`, line.trimStart(), page.width);
    });

/** One event, whole. */
export const eventPage = (event: WireEvent, page: Page): readonly string[] => {
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['event', event.eventId],
    ['stream', event.version ? `${event.streamId}, version ${String(event.version)}` : event.streamId],
    [
      'occurred',
      event.occurredOn === null || event.occurredOn === undefined ? undefined : valueText(event.occurredOn),
    ],
    ['recorded', instantText(event.recordedAt)],
    ['by', event.actor],
    ['reason', event.reason],
    ['modality', event.modality],
    ['sources', sourceIds(event.sources ?? []).join(', ')],
    ['command', event.commandId],
    ['correlation', event.correlationId],
    ['causation', event.causationId],
  ];
  return [
    `${event.type} at position ${String(event.position)}`,
    ...table(
      facts.flatMap(([name, value]) => (value ? [[name, value]] : [])),
      { ...page, indent: 2 },
    ),
    ...(event.data === undefined ? [] : ['', ...dataLines(event.data, page)]),
  ];
};

export const eventRow = (event: WireEvent): Readonly<Record<string, unknown>> => ({
  position: event.position,
  recordedAt: event.recordedAt,
  occurredOn: event.occurredOn === null ? '' : valueText(event.occurredOn),
  type: event.type,
  streamId: event.streamId,
  version: event.version ?? '',
  actor: event.actor ?? '',
  modality: event.modality ?? '',
  sources: sourceIds(event.sources ?? []).join(' '),
  reason: event.reason ?? '',
  eventId: event.eventId,
  data: event.data,
});
