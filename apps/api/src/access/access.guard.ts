import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../edge/problem.ts';
import { accessMetadata, rememberCaller } from './access.ts';
import { may, parseKey } from './key.ts';
import type { Caller, Right } from './key.ts';
import { KeyStore } from './key-store.ts';

/** Authenticates and authorises every request before a byte of its body is read. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyStore,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const right = this.reflector.getAllAndOverride<Right | 'public' | undefined>(accessMetadata, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (right === 'public') return true;
    const caller = await this.authenticated(request);
    if (right === undefined || !may(caller.role, right)) {
      throw refuse('FORBIDDEN', `a key with the role ${caller.role} may not do this`);
    }
    rememberCaller(request, caller);
    // What an auditor looks at is on the record before it is shown.
    if (caller.role === 'auditor') await this.keys.logRead(caller, request.method, request.url);
    return true;
  }

  private async authenticated(request: FastifyRequest): Promise<Caller> {
    const header = request.headers.authorization;
    if (header === undefined)
      throw refuse('UNAUTHENTICATED', 'send an API key: Authorization: Bearer dt_<id>_<secret>');
    const key = parseKey(/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '');
    const caller = key === undefined ? undefined : await this.keys.callerOf(key);
    if (caller === undefined) throw refuse('UNAUTHENTICATED', 'this is not a key that is in force');
    return caller;
  }
}
