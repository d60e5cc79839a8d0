import { chains } from '@dealtrail/deals/history';
import { storedFrom } from '@dealtrail/deals/recorded';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { z } from 'zod';
import { exitCodes, Failure } from '../exit-codes.ts';
import { ask, connectionLost, jsonOf, send, understood } from '../http/client.ts';
import { linesOf } from '../http/lines.ts';
import type { Session } from '../output/show.ts';

/** What is folded: the log up to a position, and the day of the world that is asked about. */
export type LogBasis = {
  readonly epoch: string;
  readonly position: number;
  readonly asAt: string | null;
  readonly effectiveAt: string;
};

const Head = z.object({
  basis: z.object({
    epoch: z.string(),
    position: z.number(),
    asAt: z.string().nullable(),
    effectiveAt: z.string(),
  }),
});

const path = '/v1/events';

export type LogQuery = { readonly to?: string | undefined; readonly effectiveAt?: string | undefined };

const flags = { asAt: '--to', effectiveAt: '--effective-at' };

/** The basis that the server gives the log on; what it refuses (a time to come, a day that is none) ends the command. */
export const logBasis = async ({ io, target }: Session, { to, effectiveAt }: LogQuery): Promise<LogBasis> => {
  const query = { asAt: to, effectiveAt, limit: 1 };
  return (await ask(io, target, { path, query, flags }, Head)).answer.basis;
};

const text = z.string();
const maybe = text.nullable();

const LogEvent = z.object({
  ...{ eventId: text, position: z.number(), streamId: text, version: z.number(), type: text },
  ...{ schemaVersion: z.number(), occurredOn: z.unknown(), recordedAt: text, actor: text, commandId: text },
  ...{ correlationId: maybe, causationId: maybe, reason: maybe, modality: text, data: z.unknown() },
  sources: z.array(z.unknown()),
});

/** An event of a type or shape that came after this version is never skipped: what is folded without it is not the truth. */
const known = (event: Recorded): Recorded => {
  const { type, schemaVersion, position } = event;
  const current = chains[type]?.current;
  if (current !== undefined && schemaVersion <= current) return event;
  const what =
    current === undefined
      ? `of a type that this version does not know, ${type}`
      : `${type} version ${String(schemaVersion)}, and this version knows up to ${String(current)}`;
  throw new Failure(exitCodes.unexpected, [
    `The event at position ${String(position)} is ${what}.`,
    'The server is newer than this dealtrail: use the one that came with it.',
  ]);
};

/**
 * The log after a position up to the basis, as the server streams it to anybody: one event at a time, without holes
 * unless only some types are wanted. An answer that ends early ends the command.
 */
export async function* logEvents(
  session: Session,
  { epoch, position: upTo }: LogBasis,
  { after = 0, types }: { readonly after?: number; readonly types?: readonly string[] | undefined } = {},
): AsyncGenerator<StoredEvent, void, void> {
  if (after >= upTo) return;
  const { io, target } = session;
  const query = {
    ...{ epoch, asAt: `position:${String(upTo)}`, fromPosition: after + 1 },
    types: types?.join(','),
  };
  const response = await send(io, target, { path, query, headers: { accept: 'application/x-ndjson' } });
  const chunks = (response.body ?? new ReadableStream<Uint8Array>()) as unknown as AsyncIterable<Uint8Array>;
  let last = after;
  const lines = linesOf(chunks);
  for (;;) {
    const next = await lines.next().catch(async (error: unknown) => {
      // A stream that was cut cannot say why; a page can.
      await ask(io, target, { path, query: { fromPosition: last + 1, limit: 1 } }, z.unknown());
      throw connectionLost(target, error, `The log had come up to position ${String(last)}.`);
    });
    if (next.done === true) break;
    const event = known(understood(LogEvent, jsonOf(next.value), path) as unknown as Recorded);
    if (types === undefined && event.position !== last + 1) throw endedAt(last, upTo);
    last = event.position;
    yield storedFrom(event);
  }
  if (types === undefined && last !== upTo) throw endedAt(last, upTo);
}

const endedAt = (last: number, upTo: number): Failure =>
  new Failure(exitCodes.unavailable, [
    `The log came up to position ${String(last)} and not on to ${String(upTo)}: ask again.`,
  ]);
