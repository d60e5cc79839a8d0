import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Answered } from './answer.ts';
import { correlationIdIn, noteIds } from '../edge/request-context.ts';
import { Telemetry } from '../operations/telemetry.ts';
import type { CommandRequest, Door } from './door.ts';

/** Characters of a name that nobody has checked yet. */
const nameLengthMax = 100;

/** Any command of any slice, on its way through a door: the ledger's, or that of a rehearsal in memory. */
export class RecordCommand extends Command<Answered> {
  constructor(
    readonly request: CommandRequest,
    readonly door: Door,
  ) {
    super();
  }
}

/** The one handler behind the CommandBus: a new slice needs no other. */
@CommandHandler(RecordCommand)
export class RecordHandler implements ICommandHandler<RecordCommand> {
  constructor(private readonly telemetry: Telemetry) {}

  execute({ request, door }: RecordCommand): Promise<Answered> {
    const correlationId = correlationIdIn(request.body.value);
    const { name, ledgerId, commandId } = request;
    noteIds({ ...(commandId === undefined ? {} : { commandId }), ...(correlationId && { correlationId }) });
    return this.telemetry.tracing.inSpan(
      'command',
      () => ({
        ledger: ledgerId,
        command: name.slice(0, nameLengthMax),
        ...(correlationId && { correlation_id: correlationId }),
      }),
      async (note) => {
        const answered = await door(request);
        const { answer, status, replayed } = answered;
        note({ command_id: answer.commandId, stream: answer.streamId, position: answer.position, status });
        if (replayed) note({ replayed: 'true' });
        return answered;
      },
    );
  }
}
