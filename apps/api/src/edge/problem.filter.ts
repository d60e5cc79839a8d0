import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, ProblemError, retryAfterSeconds } from './problem.ts';
import type { Problem } from './problem.ts';
import { unforeseen } from './unforeseen.ts';
import type { AllowedMethods } from './routes.ts';
import { warnOfBusy } from './request-log.ts';

/** Answers whatever a request runs into as application/problem+json. What we did not foresee is logged, never shown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly allowed: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const found = error instanceof ProblemError ? error : this.translated(error, request);
    if (found === error) warnOfBusy(request, found.problem);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    for (const [name, value] of Object.entries(found.headers)) void reply.header(name, value);
    sendProblem(reply, request, found.problem);
  }

  private translated(error: unknown, request: FastifyRequest): ProblemError {
    const status = statusOf(error);
    if (status === 404) return noRoute(request, this.allowed(pathOf(request.url)));
    if (status === 413) return new ProblemError(problem('BODY_TOO_LARGE', 'the body may hold at most 1 MiB'));
    if (status !== undefined && status >= 400 && status < 500) {
      return new ProblemError(problem('BAD_QUERY', 'the request cannot be read'));
    }
    return new ProblemError(unforeseen(error));
  }
}

/** `comeBackSeconds`: what a 503 says. */
export const sendProblem = (
  reply: FastifyReply,
  request: FastifyRequest,
  what: Problem,
  comeBackSeconds: number = retryAfterSeconds,
): void => {
  if (what.status === 503) void reply.header('retry-after', String(comeBackSeconds));
  if (what.status === 401) void reply.header('www-authenticate', 'Bearer realm="dealtrail"');
  void reply
    .status(what.status)
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ ...what, instance: pathOf(request.url) }));
};

const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** A path that exists for another method answers 405 with the methods it has. */
const noRoute = (request: FastifyRequest, methods: readonly string[]): ProblemError => {
  const path = pathOf(request.url);
  // A route that answers everything below it may still have nothing there.
  if (methods.length === 0 || methods.includes(request.method))
    return new ProblemError(problem('NOT_FOUND', `there is nothing at ${path.slice(0, 200)}`));
  const allow = methods.join(', ');
  return new ProblemError(problem('METHOD_NOT_ALLOWED', `${path} answers ${allow}, not ${request.method}`), {
    allow,
  });
};

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return undefined;
};
