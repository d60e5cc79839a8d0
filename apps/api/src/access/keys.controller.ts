import { Controller, Delete, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readJson } from '../edge/read-json.ts';
import { refuse } from '../edge/problem.ts';
import { parseQuery } from '../edge/query.ts';
import { Access, callerOf } from './access.ts';
import { roles } from './key.ts';
import type { KeyRecord } from './key-store.ts';
import { KeyStore } from './key-store.ts';

/** Characters of a principal, the name that stands as actor in the events. */
export const principalLengthMax = 200;

/** What is not even the form of an id is no key, and is not worth asking the database about. */
const keyId = /^[a-z0-9]{8,32}$/;

export const NewKeyBody = z.strictObject({
  role: z.enum(roles),
  principal: z
    .string()
    .trim()
    .min(1)
    .max(principalLengthMax)
    .regex(/^\P{Cc}*$/u),
});

/** API keys of the caller's own ledger. */
@Controller('v1/keys')
@Access('administer')
export class KeysController {
  constructor(private readonly keys: KeyStore) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<{ items: readonly KeyRecord[]; nextCursor: null }> {
    parseQuery(z.strictObject({}), request.query);
    return { items: await this.keys.list(callerOf(request).ledgerId), nextCursor: null };
  }

  /** The answer is the only place where the whole key is ever shown. */
  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  async create(@Req() request: FastifyRequest): Promise<KeyRecord & { key: string }> {
    const { role, principal } = await readJson(request, NewKeyBody);
    return await this.keys.create(callerOf(request).ledgerId, role, principal);
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@Req() request: FastifyRequest, @Param('id') id: string): Promise<void> {
    const result = keyId.test(id) ? await this.keys.revoke(callerOf(request).ledgerId, id) : 'unknown';
    if (result === 'unknown') throw refuse('UNKNOWN_KEY', 'this ledger has no key with that id');
    if (result === 'lastAdmin') {
      throw refuse(
        'LAST_ADMIN_KEY',
        'this is the last admin key in force; create another before you revoke it',
      );
    }
  }
}
