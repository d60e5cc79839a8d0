import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { header, matchesNone } from './preconditions.ts';

/** Sends an answer with a tag of its bytes, or 304 when the client has these bytes already. */
export const sendTagged = async (
  request: FastifyRequest,
  reply: FastifyReply,
  answer: object,
): Promise<void> => {
  const body = JSON.stringify(answer);
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  void reply
    .header('etag', tag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'authorization, accept');
  if (matchesNone(header(request.headers, 'if-none-match'), tag)) {
    await reply.status(304).send();
    return;
  }
  await reply.type('application/json; charset=utf-8').send(body);
};
