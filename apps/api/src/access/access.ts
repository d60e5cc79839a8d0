import { SetMetadata } from '@nestjs/common';
import type { CustomDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller, Right } from './key.ts';

export const accessMetadata = 'dealtrail.access';

/** The right a route asks for. A route that says nothing is closed to everyone. */
export const Access = (right: Right | 'public'): CustomDecorator => SetMetadata(accessMetadata, right);

const callers = new WeakMap<FastifyRequest, Caller>();

export const rememberCaller = (request: FastifyRequest, caller: Caller): void => {
  callers.set(request, caller);
};

/** Who sent the request; set by the guard on every route that is not public. */
export const callerOf = (request: FastifyRequest): Caller => {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('the route is public: it has no caller');
  return caller;
};
