import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { idsOfRequest } from './request-context.ts';
import type { Problem } from './problem.ts';
import { sparingly } from './sparingly.ts';

const logger = new Logger('requests');

/**
 * One line at debug when a request is over, however it ends: method, route, status, milliseconds. The route is the pattern
 * that matched, so that no line holds what was asked; a key, a body or a query value is nowhere near it.
 */
export const followRequest = (request: FastifyRequest, reply: FastifyReply): void => {
  const began = performance.now();
  // Kept: the connection closes in nobody's course.
  const ids = idsOfRequest();
  reply.raw.once('close', () => {
    logger.debug({
      message: 'request',
      ...ids,
      method: request.method,
      route: routeOf(request),
      status: reply.raw.statusCode,
      ms: Math.round(performance.now() - began),
      // The client went, or we hung up, before the answer was whole.
      ...(reply.raw.writableFinished ? {} : { cut: true }),
    });
  });
};

export const followRequests = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    followRequest(request, reply);
    done();
  });
};

/** A 5xx that we answer on purpose: too busy, not caught up. The rest is told where it is found. */
export const warnOfBusy = (request: FastifyRequest, { status, code, detail }: Problem): void => {
  if (status >= 500)
    warn(code, { message: detail, method: request.method, route: routeOf(request), status, code });
};

const warn = sparingly((fields) => {
  logger.warn(fields);
});

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'none';
