import type { CommandOutcome } from '@dealtrail/event-sourcing/log';

/** What a command is answered with; the same for its first answer and for every repeat of it. */
export type CommandAnswer = {
  readonly commandId: string;
  readonly streamId: string;
  readonly version: number;
  readonly position: number;
  readonly recordedAt: string;
  readonly events: readonly {
    readonly eventId: string;
    readonly type: string;
    readonly position: number;
    readonly version: number;
  }[];
};

export type Answered = {
  /** 201: one event. 200: nothing changed, or a dry run. */
  readonly status: 200 | 201;
  readonly replayed: boolean;
  readonly answer: CommandAnswer;
};

export const answerOf = ({
  commandId,
  streamId,
  version,
  position,
  recordedAt,
  event,
}: CommandOutcome): CommandAnswer => ({
  commandId,
  streamId,
  version,
  position,
  recordedAt,
  events: event === undefined ? [] : [{ eventId: event.eventId, type: event.type, position, version }],
});

export const answered = (
  outcome: CommandOutcome,
  how: { readonly replayed: boolean; readonly dryRun: boolean },
): Answered => ({
  status: outcome.event === undefined || (how.dryRun && !how.replayed) ? 200 : 201,
  replayed: how.replayed,
  answer: answerOf(outcome),
});
