import { FastifyAdapter } from '@nestjs/platform-fastify';

/**
 * Leaves every body unread until a handler asks for it, after the caller is known: so nobody unknown can make us parse
 * anything, uploads can be streamed, and a body that is too large meets our limit and not the framework's.
 */
export class UnreadBodies extends FastifyAdapter {
  override registerParserMiddleware(): void {
    const fastify = this.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (_request, payload, done) => {
      done(null, payload);
    });
  }
}
