import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tracing } from '@dealtrail/infra/tracing';
import type { FastifyInstance } from 'fastify';

/** What every line of the log that is written in the course of a request says of it. Known ones only. */
export type RequestIds = { commandId?: string; correlationId?: string };

const requests = new AsyncLocalStorage<RequestIds>();

/** Of the request, or the line of an upload, in whose course this is asked. */
export const idsOfRequest = (): RequestIds => requests.getStore() ?? {};

/** Once known, they are on every later line of the request. */
export const noteIds = ({ commandId, correlationId }: RequestIds): void => {
  const ids = requests.getStore();
  if (ids === undefined) return;
  if (commandId !== undefined) ids.commandId = commandId;
  if (correlationId !== undefined) ids.correlationId = correlationId;
};

/** Work with ids of its own: a line of an upload belongs to the same request as another, but not to its command. */
export const withIds = <T>(ids: RequestIds, work: () => T): T => requests.run({ ...ids }, work);

export const followIds = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (_request, _reply, done) => {
    requests.run({}, done);
  });
};

/** A request that comes with a `traceparent` goes on in that trace. */
export const continueTraces = (fastify: FastifyInstance, tracing: Tracing): void => {
  fastify.addHook('onRequest', (request, _reply, done) => {
    tracing.continued(request.headers, done);
  });
};

/** Printable and short, as the domain takes it: what it will refuse anyway does not get into the log. */
const correlationShape = /^[\x20-\x7e]{1,255}$/;

/** The correlation id in a command's body, if it is one. */
export const correlationIdIn = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null || !('correlationId' in body)) return undefined;
  const { correlationId } = body;
  return typeof correlationId === 'string' && correlationShape.test(correlationId)
    ? correlationId
    : undefined;
};
