import { answerTo, lateCall, replaced, withEvents, withTold } from './planting.ts';
import type { Faults } from './planting.ts';

/** Damage to what callers were told. */
export const faultsInTheAnswers = {
  acknowledgedButLost: {
    'the tail of the log gone, without a trace in the log': (garden) => {
      const { final, told } = garden;
      const [, , lost] = garden.pick(told.filter(([, , { eventId }]) => eventId !== null)) ?? [];
      return (
        lost &&
        withEvents(garden, final.events.slice(0, lost.position - 1), {
          commands: final.commands.filter(({ position }) => position < lost.position),
        })
      );
    },
  },
  toldOtherwise: {
    'another position': (garden) => {
      const [, answer, told] = garden.pick(garden.told) ?? [];
      return withTold(garden, answer, { position: (told?.position ?? 0) + 1 });
    },
    'another version': (garden) => {
      const [, answer, told] = garden.pick(garden.told) ?? [];
      return withTold(garden, answer, { version: (told?.version ?? 0) + 1 });
    },
    'another time': (garden) =>
      withTold(garden, garden.pick(garden.told)?.[1], { recordedAt: '2026-01-01T00:00:00.000000Z' }),
    'another event id': (garden) =>
      withTold(garden, garden.pick(garden.told)?.[1], { eventId: 'event-another' }),
  },
  replayDiffers: {
    'a second answer with another time': (garden) => {
      const replay = garden.told.filter(([call, answer]) =>
        garden.told.some(([of, other]) => other !== answer && of.commandId === call.commandId),
      );
      return withTold(garden, garden.pick(replay)?.[1], { recordedAt: '2026-01-01T00:00:00.000000Z' });
    },
  },
  expectedVersionIgnored: {
    'written at another version than expected': ({ entries, pick, told }) => {
      const wrote = told.filter(([{ eventId }, { said }]) => eventId !== null && said.result === 'appended');
      const [call, , { version } = { version: 0 }] = pick(wrote) ?? [];
      return call && replaced(entries, call, { ...call, expectedVersion: version + 1 });
    },
  },
  acceptedAgainstTheRules: {
    'a requirement that did not hold': ({ entries, pick, told }) => {
      const [call] =
        pick(told.filter(([{ eventId }, { said }]) => eventId !== null && said.result === 'appended')) ?? [];
      const required = { kind: 'streamAt', streamId: 'stream-none', version: 7 } as const;
      return call && replaced(entries, call, { ...call, requires: [required] });
    },
    'a name that another holds': (garden) => {
      const { entries, calls, final, pick, told } = garden;
      const held = pick(final.reservations);
      const holder = final.events.find(
        (event) =>
          held?.holder === event.streamId &&
          calls.some(
            (call) => call.eventId === event.eventId && call.reserves.some((name) => name.key === held.key),
          ),
      );
      // The last that took it holds it still: everything after it, from another stream, must not get it.
      const [call] =
        told.findLast(
          ([of, { said }, { position }]) =>
            said.result === 'appended' &&
            of.eventId !== null &&
            of.streamId !== held?.holder &&
            position > (holder?.position ?? Infinity),
        ) ?? [];
      const isReleased = calls.some(({ releases }) => releases.some(({ key }) => key === held?.key));
      return call && held && !isReleased
        ? replaced(entries, call, { ...call, reserves: [{ scope: held.scope, key: held.key }] })
        : undefined;
    },
  },
  answerWithoutReason: {
    'a conflict with a version that never was': ({ entries, pick, answers }) => {
      const answer = pick(answers.filter(({ said }) => said.result === 'versionConflict'));
      return (
        answer && replaced(entries, answer, { ...answer, said: { result: 'versionConflict', version: 99 } })
      );
    },
    'a conflict with a version that was over before the call': (garden) => {
      const [, , told] =
        garden.pick(garden.told.filter(([, , { version, eventId }]) => version > 1 && eventId !== null)) ??
        [];
      if (told === undefined) return undefined;
      const late = lateCall(garden, { streamId: told.streamId, expectedVersion: 98 });
      return [
        ...garden.entries,
        late,
        answerTo(late, { result: 'versionConflict', version: told.version - 1 }),
      ];
    },
    'a new command called a reused one': (garden) => {
      const late = lateCall(garden, {});
      return [...garden.entries, late, answerTo(late, { result: 'commandIdReused' })];
    },
    'a known command judged anew': (garden) => {
      const [call, , told] = garden.pick(garden.told.filter(([, , { eventId }]) => eventId !== null)) ?? [];
      if (call === undefined || told === undefined) return undefined;
      const late = lateCall(garden, {
        commandId: call.commandId,
        fingerprint: call.fingerprint,
        streamId: 'stream-none',
        expectedVersion: 1,
      });
      return [...garden.entries, late, answerTo(late, { result: 'versionConflict', version: 0 })];
    },
    'a requirement refused that holds': (garden) => {
      const [, , told] = garden.pick(garden.told) ?? [];
      if (told === undefined) return undefined;
      const requirement = { kind: 'streamExists', streamId: told.streamId } as const;
      const late = lateCall(garden, { requires: [requirement] });
      return [...garden.entries, late, answerTo(late, { result: 'requirementFailed', requirement })];
    },
    'a dry run told another position than the next': (garden) => {
      const late = lateCall(garden, { isDryRun: true, streamId: 'stream-none' });
      const { streamId, eventId } = late;
      const position = garden.final.events.length + 2;
      const told = { streamId, eventId, position, version: 1, recordedAt: '2026-01-03T00:00:00.000000Z' };
      return [...garden.entries, late, answerTo(late, { result: 'appended', told })];
    },
    'a free name called reserved': (garden) => {
      const name = { scope: 'name', key: 'never taken' };
      const late = lateCall(garden, { reserves: [name] });
      return [...garden.entries, late, answerTo(late, { result: 'reserved', name, holder: 'stream-1' })];
    },
  },
} satisfies Faults;
