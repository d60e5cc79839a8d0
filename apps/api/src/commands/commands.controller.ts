import { Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, callerOf } from '../access/access.ts';
import { requireMediaType } from '../edge/body.ts';
import { expectedVersion, idempotencyKey } from '../edge/preconditions.ts';
import { parseQuery } from '../edge/query.ts';
import { readJsonBody } from '../edge/read-json.ts';
import { noteIds, withIds } from '../edge/request-context.ts';
import { unforeseen } from '../edge/unforeseen.ts';
import { OpenStreams } from '../operations/open-streams.ts';
import { Telemetry } from '../operations/telemetry.ts';
import { Book } from '../book.ts';
import { answerUpload, ndjson } from './bulk-answer.ts';
import type { AnswerLines } from './bulk-answer.ts';
import type { Execute } from './bulk.ts';
import { counted, countedLines } from './counted.ts';
import { CommandQuery } from './command-query.ts';
import { commandName } from './read-command.ts';
import { openDoor } from './door.ts';
import type { Door } from './door.ts';
import { RecordCommand } from './record.handler.ts';
import { rehearsed } from './dry-run.ts';
import { openRememberedStreams } from './remembered-streams.ts';
import { together } from './together.ts';
import { openTurns } from './turns.ts';

/** One controller for every command there is or will be. */
@Controller('v1/commands')
@Access('record')
export class CommandsController {
  private readonly door: Door;
  /** Batches of uploads: each waits without holding a connection to the database. */
  private readonly inTurn = openTurns();

  constructor(
    private readonly commands: CommandBus,
    private readonly book: Book,
    private readonly streams: OpenStreams,
    private readonly telemetry: Telemetry,
  ) {
    const memory = openRememberedStreams();
    telemetry.metrics.gauge(
      'dealtrail_remembered_bytes',
      'Streams kept between commands, by an estimate that is on the high side.',
      memory.bytes,
    );
    this.door = openDoor(book.log, undefined, memory);
  }

  @Post(':name')
  async record(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { dryRun } = parseQuery(CommandQuery, query);
    commandName(name);
    const { ledgerId, principal } = callerOf(request);
    const { status, replayed, answer } = await counted(
      this.telemetry.metrics.countCommand,
      dryRun === 'true',
      async () =>
        this.commands.execute(
          new RecordCommand(
            {
              ledgerId,
              actor: principal,
              name,
              commandId: idempotencyKey(request.headers),
              expectedVersion: expectedVersion(request.headers),
              body: await readJsonBody(request),
              dryRun: dryRun === 'true',
            },
            this.door,
          ),
        ),
    );
    noteIds({ commandId: answer.commandId });
    if (replayed) void reply.header('idempotency-replayed', 'true');
    await reply
      .status(status)
      .header('etag', `"${String(answer.version)}"`)
      .header('cache-control', 'no-store')
      .send(answer);
  }

  /** The bulk door: a command a line in, an answer a line out, in order. A bad line fails alone. */
  @Post()
  async upload(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<void> {
    const { dryRun } = parseQuery(CommandQuery, query);
    requireMediaType(request.headers, ndjson);
    const { ledgerId, principal: actor } = callerOf(request);
    const through =
      (door: Door): Execute =>
      ({ name, commandId, body }) =>
        withIds({}, () =>
          this.commands.execute(
            new RecordCommand(
              { ledgerId, actor, name, commandId, body, expectedVersion: undefined, dryRun: false },
              door,
            ),
          ),
        );
    const answer: AnswerLines =
      dryRun === 'true'
        ? rehearsed(through(openDoor(this.rehearsal())), unforeseen)
        : together(this.book.log, ledgerId, {
            ...{ through, door: this.door, unforeseen },
            write: (appends) => this.inTurn(ledgerId, () => this.book.log.appendTogether(ledgerId, appends)),
          });
    const { countCommand } = this.telemetry.metrics;
    await answerUpload(request, reply, this.streams, countedLines(countCommand, dryRun === 'true', answer));
  }

  /** One log in memory for the whole file, over the ledger as it stands: later lines see what earlier ones would write. */
  private rehearsal(): EventLog {
    return openInMemoryLog({ base: this.book.log });
  }
}
