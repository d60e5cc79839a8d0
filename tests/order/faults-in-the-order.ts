import { lateCall, replaced, swappedEverywhere, withEvents, without } from './planting.ts';
import type { Faults } from './planting.ts';

/** Damage to what came before what, and to what readers saw. */
export const faultsInTheOrder = {
  commitOrderBroken: {
    'a later call takes the lower position': (garden) => {
      const { final, told, calls } = garden;
      const pairs = final.events.slice(1).flatMap((event) => {
        const before = final.events[event.position - 2];
        const end =
          told.find(([, , { position }]) => position === before?.position)?.[1].endedAtUs ?? Infinity;
        const start = calls.find(({ eventId }) => eventId === event.eventId)?.startedAtUs ?? 0;
        return before !== undefined && end < start && before.streamId !== event.streamId
          ? [[before, event] as const]
          : [];
      });
      const [before, event] = garden.pick(pairs) ?? [];
      return before && event && swappedEverywhere(garden, before, event);
    },
    'a reader saw it before it was asked for': ({ entries, pick, calls, pages }) => {
      const page = pick(pages.filter(({ events }) => events.length > 0));
      const author = calls.find(({ eventId }) => eventId === page?.events.at(-1)?.eventId);
      const same = calls.filter(({ eventId }) => eventId === author?.eventId);
      if (page === undefined || author === undefined || same.length > 1) return undefined;
      const late = { ...author, startedAtUs: page.endedAtUs + 1 };
      return entries.flatMap((entry) =>
        entry === author ? [late] : entry.entry === 'answer' && entry.call === author.call ? [] : [entry],
      );
    },
  },
  batchTornApart: {
    'something between two of a batch': ({ entries, pick, told }) => {
      const alone = told.filter(
        ([{ batch, eventId }, { said }]) => batch === null && eventId !== null && said.result === 'appended',
      );
      const [one] = pick(alone) ?? [];
      const other = alone.find(
        ([, , { position }]) =>
          position > (alone.find(([call]) => call === one)?.[2].position ?? Infinity) + 1,
      )?.[0];
      return (
        one &&
        other &&
        entries.map((entry) => (entry === one || entry === other ? { ...entry, batch: 'torn' } : entry))
      );
    },
    'one of a batch acknowledged, another not in the log': (garden) => {
      const [call] =
        garden.pick(garden.told.filter(([{ batch, eventId }]) => batch === null && eventId !== null)) ?? [];
      const late = lateCall(garden, { batch: 'torn' });
      return (
        call &&
        garden.entries.flatMap((entry) => (entry === call ? [{ ...call, batch: 'torn' }, late] : [entry]))
      );
    },
  },
  readerSawHole: {
    'an event missing inside a page': ({ entries, pick, pages }) => {
      const page = pick(pages.filter(({ events }) => events.length > 2));
      return page && replaced(entries, page, { ...page, events: page.events.toSpliced(1, 1) });
    },
    'a page missing': ({ entries, pick, pages }) => {
      const follows = (page: (typeof pages)[number]) =>
        pages.some((other) => other.reader === page.reader && other.after === page.events.at(-1)?.position) &&
        pages.some(
          (other) =>
            other.reader === page.reader && other.events.at(-1)?.position === page.after && page.after > 0,
        );
      return without(entries, pick(pages.filter(follows)));
    },
  },
  readerSawTwice: {
    'a page delivered again': ({ entries, pick, pages }) => {
      const page = pick(pages.filter(({ events }) => events.length > 0));
      return page && replaced(entries, page, page, page);
    },
    'an event twice on a page': ({ entries, pick, pages }) => {
      const page = pick(pages.filter(({ events }) => events.length > 0));
      const last = page?.events.at(-1);
      return page && last && replaced(entries, page, { ...page, events: [...page.events, last] });
    },
    'two events of a page swapped': ({ entries, pick, pages }) => {
      const page = pick(pages.filter(({ events }) => events.length > 1));
      return page && replaced(entries, page, { ...page, events: page.events.toReversed() });
    },
  },
  readerSawOtherwise: {
    'another event at a position': ({ entries, pick, pages }) => {
      const page = pick(pages.filter(({ events }) => events.length > 0));
      const first = page?.events[0];
      return (
        page &&
        first &&
        replaced(entries, page, {
          ...page,
          events: page.events.with(0, { ...first, eventId: 'event-another' }),
        })
      );
    },
    'an event that is gone in the end': (garden) => {
      const seen = garden.pages.some(({ events }) =>
        events.some(({ position }) => position === garden.final.events.length),
      );
      return seen
        ? withEvents(garden, garden.final.events.slice(0, -1), {
            commands: garden.final.commands.slice(0, -1),
          })
        : undefined;
    },
  },
  pageTooLong: {
    'more events than asked for': ({ entries, pick, pages }) => {
      const page = pick(pages.filter(({ events }) => events.length > 1));
      return page && replaced(entries, page, { ...page, limit: page.events.length - 1 });
    },
  },
  readerMissed: {
    'an empty page after an event was acknowledged': (garden) => {
      if (garden.told.length === 0) return undefined;
      const { ledgerId, startedAtUs } = lateCall(garden, {});
      const page = { entry: 'page', reader: 'late', ledgerId, after: 0, limit: 9, events: [] } as const;
      return [...garden.entries, { ...page, startedAtUs, endedAtUs: startedAtUs + 10 }];
    },
  },
} satisfies Faults;
