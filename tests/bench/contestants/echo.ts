import 'reflect-metadata';
import { bodySchema } from '@dealtrail/deals/command';
import { isCommandName } from '@dealtrail/deals/registry';
import { BadRequestException, Body, Controller, Logger, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenContestant } from '../process/contestant.ts';

@Controller('v1/commands')
class EchoController {
  @Post(':name')
  echo(@Param('name') name: string, @Body() body: unknown): object {
    if (!isCommandName(name)) throw new BadRequestException(name);
    const parsed = bodySchema(name).safeParse(body);
    if (!parsed.success) throw new BadRequestException(parsed.error.issues);
    return parsed.data;
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

/** The same Nest, Fastify and zod schema as the api, and nothing behind them: the floor of a command over HTTP. */
export const open: OpenContestant = async () => {
  Logger.overrideLogger(false);
  const app = await NestFactory.create<NestFastifyApplication>(EchoModule, new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  const port = Number(new URL(await app.getUrl()).port);
  return { run: () => Promise.resolve({ port }), close: () => app.close() };
};
