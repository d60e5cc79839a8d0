import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Answered } from './answer.ts';
import type { CommandRequest, Door } from './door.ts';

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
  execute({ request, door }: RecordCommand): Promise<Answered> {
    return door(request);
  }
}
