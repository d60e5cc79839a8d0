import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyBytesMax } from './body.ts';
import type { Connections } from './connections.ts';
import { openCrowd } from './crowd.ts';
import type { Crowd } from './crowd.ts';
import { problem } from './problem.ts';
import { sendProblem } from './problem.filter.ts';
import { warnOfBusy } from './request-log.ts';

/**
 * Commands that one process works on at once, each sent on its own. 1,000: several times what group commit takes at once,
 * so a busy log is never short of work, and all of them are answered within a second by a log that does 1,000 a second.
 */
export const commandsInFlightMax = 1_000;

/** Their bodies together, as announced: bounds the memory however large each of them is. */
export const commandBytesInFlightMax = 64 * 1024 * 1024;

export const commandRoute = '/v1/commands/:name';

export type Flight = {
  /** The way out, to be called once; undefined: full. */
  readonly enter: (bytes: number) => (() => void) | undefined;
  readonly count: () => number;
  /** Since the process started. */
  readonly turnedAway: () => number;
};

/** Counts what is in flight. Exported without its limits for its spec. */
export const openFlight = (
  countMax: number = commandsInFlightMax,
  bytesMax: number = commandBytesInFlightMax,
): Flight => {
  let count = 0;
  let bytesTogether = 0;
  let turnedAway = 0;
  return {
    enter: (bytes) => {
      if (count >= countMax || bytesTogether + bytes > bytesMax) {
        turnedAway += 1;
        return undefined;
      }
      count += 1;
      bytesTogether += bytes;
      return () => {
        count -= 1;
        bytesTogether -= bytes;
      };
    },
    count: () => count,
    turnedAway: () => turnedAway,
  };
};

/** What a body may come to: a length that nobody announced is taken as the longest that is read. */
export const announcedBytes = (contentLength: string | undefined): number => {
  const announced = Number(contentLength ?? bodyBytesMax);
  return Number.isSafeInteger(announced) && announced >= 0 ? Math.min(announced, bodyBytesMax) : bodyBytesMax;
};

/**
 * Turns commands away above the limits before anything is done for them: no look at their key, no byte of their body, no
 * connection to the database. So a caller is told at once, and a flood costs what it takes to say no.
 */
export const limitCommands = (fastify: FastifyInstance, flight: Flight, connections: Connections): void => {
  const crowd = openCrowd();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url !== commandRoute) {
      done();
      return;
    }
    const leave = flight.enter(announcedBytes(request.headers['content-length']));
    if (leave === undefined) {
      if (connections.areMany()) void reply.header('connection', 'close');
      turnAway(request, reply, crowd);
      return;
    }
    reply.raw.once('close', leave);
    done();
  });
};

const turnAway = (request: FastifyRequest, reply: FastifyReply, crowd: Crowd): void => {
  const what = problem('OVERLOADED', 'too many commands are in flight; send it again as Retry-After says');
  warnOfBusy(request, what);
  sendProblem(reply, request, what, crowd.comeBackAfterSeconds());
};
