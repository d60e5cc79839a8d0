import type { Call } from './history.ts';
import {
  answerTo,
  lateCall,
  replaced,
  withEvent,
  withEvents,
  withFinal,
  withMore,
  without,
} from './planting.ts';
import type { Faults, Garden } from './planting.ts';

/** Calls of a command that is nowhere in the log. */
const absent = ({ calls, final }: Garden): readonly Call[] => {
  const rows = new Set(final.commands.map(({ commandId }) => commandId));
  return calls.filter(({ commandId }) => !rows.has(commandId));
};
const eventful = (call: Call): call is Call & { eventId: string } => call.eventId !== null;

/** Damage to what is in the log. */
export const faultsInTheLog = {
  malformed: {
    'an answer to a call that is not there': ({ entries, pick, answers, callOf }) => {
      const answer = pick(answers);
      return answer && without(entries, callOf(answer));
    },
    'an answer before its call': ({ entries, pick, answers }) => {
      const answer = pick(answers);
      return answer && replaced(entries, answer, { ...answer, endedAtUs: -1 });
    },
    'a call answered twice': ({ entries, pick, answers }) => {
      const answer = pick(answers);
      return answer && replaced(entries, answer, answer, answer);
    },
    'a ledger without an end': ({ entries, final, calls }) =>
      calls.length === 0 ? undefined : without(entries, final),
  },
  positionsNotDense: {
    'an event dropped from the middle': (garden) => {
      const { events } = garden.final;
      const dropped = garden.pick(events.slice(0, -1));
      return (
        dropped &&
        withEvents(
          garden,
          events.filter((event) => event !== dropped),
        )
      );
    },
    'two events swapped': (garden) => {
      const { events } = garden.final;
      const index = events.indexOf(garden.pick(events.slice(1)) ?? (events[0] as never));
      const [one, other] = [events[index - 1], events[index]];
      return one && other && withFinal(garden, { events: events.with(index - 1, other).with(index, one) });
    },
  },
  headIsNotTheLastEvent: {
    'the head one ahead': (garden) =>
      withFinal(garden, { head: { ...garden.final.head, position: garden.final.head.position + 1 } }),
    'the last event gone': (garden) =>
      garden.final.events.length === 0
        ? undefined
        : withFinal(garden, { events: garden.final.events.slice(0, -1) }),
  },
  recordedAtNotRising: {
    'two equal times': (garden) => {
      const event = garden.pick(garden.final.events.slice(1));
      return (
        event &&
        withEvent(garden, event, { recordedAt: garden.final.events[event.position - 2]?.recordedAt ?? '' })
      );
    },
    'a time before the last': (garden) =>
      withEvent(garden, garden.pick(garden.final.events.slice(1)), {
        recordedAt: '2025-01-01T00:00:00.000000Z',
      }),
  },
  versionsNotDense: {
    'a version skipped': (garden) => {
      const event = garden.pick(garden.final.events);
      return event && withEvent(garden, event, { version: event.version + 1 });
    },
    'an event put into another stream': (garden) =>
      withEvent(garden, garden.pick(garden.final.events.filter(({ version }) => version > 1)), {
        streamId: 'other',
      }),
  },
  eventIdTwice: {
    'one id for two events': (garden) => {
      const event = garden.pick(garden.final.events.slice(1));
      return event && withEvent(garden, event, { eventId: garden.final.events[0]?.eventId ?? '' });
    },
  },
  commandTwice: {
    'a command written a second time, as by its retry': (garden) => {
      const event = garden.pick(garden.final.events);
      const call = garden.calls.find(({ commandId }) => commandId === event?.commandId);
      return call && withMore(garden, { ...call, eventId: 'event-again' });
    },
    'two calls told that theirs was the one': (garden) => {
      const [call, , told] = garden.pick(garden.told) ?? [];
      if (call === undefined || told === undefined) return undefined;
      const late = lateCall(garden, { commandId: call.commandId, fingerprint: call.fingerprint });
      return garden.told.some(
        ([of, { said }]) => of.commandId === call.commandId && said.result === 'appended',
      )
        ? [...garden.entries, late, answerTo(late, { result: 'appended', told })]
        : undefined;
    },
  },
  commandNotWhole: {
    "an event without its command's row": (garden) => {
      const event = garden.pick(garden.final.events);
      return (
        event &&
        withFinal(garden, {
          commands: garden.final.commands.filter(({ commandId }) => commandId !== event.commandId),
        })
      );
    },
    'a row without its event': (garden) => {
      const row = {
        commandId: 'half',
        fingerprint: '00',
        position: garden.final.events.length + 1,
        changed: true,
      };
      return withFinal(garden, { commands: [...garden.final.commands, row] });
    },
  },
  nobodyAskedForIt: {
    'an event of no call': (garden) => withMore(garden, { ...lateCall(garden, {}), eventId: 'event-late' }),
    'an event that its call asked for into another stream': ({ entries, pick, calls, final }) => {
      const call = pick(
        calls.filter(({ eventId }) => final.events.some((event) => event.eventId === eventId)),
      );
      const same = calls.filter(({ eventId }) => eventId === call?.eventId);
      return call && same.length === 1
        ? replaced(entries, call, { ...call, eventId: 'event-another' })
        : undefined;
    },
  },
  refusedButPresent: {
    'a refused command in the log': (garden) => {
      const refused = ['versionConflict', 'requirementFailed', 'reserved', 'turnedAway', 'notTogether'];
      const told = new Set(
        garden.answers.filter(({ said }) => refused.includes(said.result)).map(({ call }) => call),
      );
      const real = absent(garden).filter((one) => eventful(one) && !one.isDryRun && told.has(one.call));
      const call = garden.pick(real);
      return call && eventful(call) ? withMore(garden, call) : undefined;
    },
  },
  dryRunPresent: {
    'an event of a dry run in the log': (garden) => {
      const call = garden.pick(absent(garden).filter((one) => eventful(one) && one.isDryRun));
      return call && eventful(call) ? withMore(garden, call) : undefined;
    },
    'a row of a dry run that would have changed nothing': (garden) => {
      const { commands } = garden.final;
      const known = new Set(commands.map(({ commandId }) => commandId));
      const last = garden.final.events.at(-1);
      if (last === undefined) return undefined;
      const commandId = 'rehearsed';
      const late = lateCall(garden, { commandId, eventId: null, streamId: last.streamId, isDryRun: true });
      const row = { commandId, fingerprint: late.fingerprint, position: last.position, changed: false };
      const damaged = known.has(commandId) ? undefined : withFinal(garden, { commands: [...commands, row] });
      return damaged && [...damaged, late];
    },
  },
  reservationsDiffer: {
    'a name held by nobody who asked': (garden) =>
      withFinal(garden, {
        reservations: [
          ...garden.final.reservations,
          { scope: 'name', key: 'left behind', holder: 'stream-0' },
        ],
      }),
    'a name no longer held': (garden) => {
      const { reservations } = garden.final;
      return reservations.length === 0
        ? undefined
        : withFinal(garden, { reservations: reservations.slice(1) });
    },
  },
} satisfies Faults;
