import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../edge/problem.ts';
import { linesTogether } from '../edge/lines.ts';
import type { Line } from '../edge/lines.ts';
import type { OpenStreams } from '../operations/open-streams.ts';
import type { LineAnswer } from './bulk.ts';

export const ndjson = 'application/x-ndjson';

/** A client that sends nothing for so long has gone; what it sent so far stands and can be sent again. */
export const silenceMsMax = 60_000;

/**
 * Answers kept for a client that reads none of them until it has sent everything: at some 50 bytes a line, about
 * 300,000 lines. Beyond that the upload waits for the client to read.
 */
export const answersBytesMax = 16 * 1024 * 1024;

/** Lines taken together: what one batch of them may hold up others for, and how far one failure reaches. */
export const linesTogetherMax = 256;

/** Answers lines that arrived together, in their order; none is answered before it stands. */
export type AnswerLines = (lines: readonly Line[]) => AsyncIterable<LineAnswer>;

/** Streams the answers while the lines come in. Cut off at shutdown between two lines; the client sees that it was cut. */
export const answerUpload = async (
  request: FastifyRequest,
  reply: FastifyReply,
  streams: OpenStreams,
  answer: AnswerLines,
): Promise<void> => {
  const body = request.body instanceof Readable ? request.body : Readable.from([]);
  const signal = streams.open(reply.raw);
  const answers = Readable.from(answersTo(watched(body), answer, signal), {
    objectMode: false,
    highWaterMark: answersBytesMax,
  });
  await reply.status(200).type(ndjson).header('cache-control', 'no-store').send(answers);
};

async function* answersTo(
  chunks: AsyncIterable<Uint8Array>,
  answer: AnswerLines,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  for await (const lines of linesTogether(chunks, linesTogetherMax)) {
    signal.throwIfAborted();
    for await (const answered of answer(lines)) {
      yield `${JSON.stringify(answered)}\n`;
      signal.throwIfAborted();
    }
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
