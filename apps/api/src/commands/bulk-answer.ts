import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../edge/problem.ts';
import type { Problem } from '../edge/problem.ts';
import { linesOf } from '../edge/lines.ts';
import type { OpenStreams } from '../operations/open-streams.ts';
import { answerLine } from './bulk.ts';
import type { LineCommand } from './bulk.ts';
import type { Answered } from './answer.ts';

export const ndjson = 'application/x-ndjson';

/** A client that sends nothing for so long has gone; what it sent so far stands and can be sent again. */
export const silenceMsMax = 60_000;

/**
 * Answers kept for a client that reads none of them until it has sent everything: at some 50 bytes a line, about
 * 300,000 lines. Beyond that the upload waits for the client to read.
 */
export const answersBytesMax = 16 * 1024 * 1024;

export type Upload = {
  readonly execute: (command: LineCommand) => Promise<Answered>;
  readonly unforeseen: (error: unknown) => Problem;
};

/** Streams the answers while the lines come in. Cut off at shutdown between two lines; the client sees that it was cut. */
export const answerUpload = async (
  request: FastifyRequest,
  reply: FastifyReply,
  streams: OpenStreams,
  upload: Upload,
): Promise<void> => {
  const body = request.body instanceof Readable ? request.body : Readable.from([]);
  const signal = streams.open(reply.raw);
  const answers = Readable.from(answersTo(watched(body), upload, signal), {
    objectMode: false,
    highWaterMark: answersBytesMax,
  });
  await reply.status(200).type(ndjson).header('cache-control', 'no-store').send(answers);
};

async function* answersTo(
  chunks: AsyncIterable<Uint8Array>,
  { execute, unforeseen }: Upload,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  for await (const line of linesOf(chunks)) {
    signal.throwIfAborted();
    yield `${JSON.stringify(await answerLine(line, execute, unforeseen))}\n`;
  }
}

/** The body's chunks, with a limit to each silence; what we take our time over is not the client's silence. */
async function* watched(body: Readable): AsyncGenerator<Uint8Array, void, void> {
  const watch = (): NodeJS.Timeout =>
    setTimeout(() => {
      body.destroy(refuse('REQUEST_TIMEOUT', `nothing was sent for ${String(silenceMsMax / 1000)} seconds`));
    }, silenceMsMax);
  let timer = watch();
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      yield chunk;
      timer = watch();
    }
  } finally {
    clearTimeout(timer);
  }
}
