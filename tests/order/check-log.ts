import type { FinalLog, SeenEvent } from './history.ts';
import { groupBy } from './group-by.ts';
import { found } from './violation.ts';
import type { Finding } from './violation.ts';

/** What the log must be in itself, whoever wrote it. */
export const checkLog = (final: FinalLog): readonly Finding[] => [
  ...checkPositions(final),
  ...checkStreams(final.events),
  ...twice(final.events, ({ eventId }) => eventId, 'eventIdTwice'),
  ...twice(final.events, ({ commandId }) => commandId, 'commandTwice'),
  ...twice(final.commands, ({ commandId }) => commandId, 'commandTwice'),
  ...checkWhole(final),
];

const checkPositions = ({ events, head }: FinalLog): readonly Finding[] => {
  const last = events.at(-1);
  return [
    ...events.flatMap((event, index) =>
      event.position === index + 1 ? [] : [found('positionsNotDense', events[index - 1] ?? null, event)],
    ),
    ...events.flatMap((event, index) => {
      const before = events[index - 1];
      return before === undefined || before.recordedAt < event.recordedAt
        ? []
        : [found('recordedAtNotRising', before, event)];
    }),
    ...(head.position === (last?.position ?? 0) && head.recordedAt === (last?.recordedAt ?? null)
      ? []
      : [found('headIsNotTheLastEvent', head, last ?? null)]),
  ];
};

const checkStreams = (events: readonly SeenEvent[]): readonly Finding[] =>
  [...groupBy(events, ({ streamId }) => streamId).values()].flatMap((stream) =>
    stream.flatMap((event, index) =>
      event.version === index + 1 ? [] : [found('versionsNotDense', stream[index - 1] ?? null, event)],
    ),
  );

const twice = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  name: 'eventIdTwice' | 'commandTwice',
): readonly Finding[] =>
  [...groupBy(items, keyOf).values()].flatMap((same) => (same.length === 1 ? [] : [found(name, ...same)]));

/** An event and the row of its command come together or not at all. */
const checkWhole = ({ events, commands }: FinalLog): readonly Finding[] => {
  const byPosition = new Map(events.map((event) => [event.position, event]));
  const rows = new Map(commands.map((row) => [row.commandId, row]));
  return [
    ...events
      .filter(({ commandId, position }) => {
        const row = rows.get(commandId);
        return row?.changed !== true || row.position !== position;
      })
      .map((event) => found('commandNotWhole', event, rows.get(event.commandId) ?? null)),
    ...commands
      .filter((row) => {
        const event = byPosition.get(row.position);
        return event === undefined || (row.changed && event.commandId !== row.commandId);
      })
      .map((row) => found('commandNotWhole', byPosition.get(row.position) ?? null, row)),
  ];
};
