import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandsInFlightMax } from '@dealtrail/api/edge/commands-in-flight';
import { acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import { openSender } from '../support/flood.ts';
import type { Outcome } from '../support/flood.ts';
import { residentBytesOf } from '../support/metrics.ts';
import { ask, startApi } from '../support/server.ts';
import type { Running } from '../support/server.ts';
import type { SoakCounts, SoakPart } from '../soak/part.ts';

/** As many as a busy desk has. */
const calmCallers = 64;
/** Ten times what one process works on at once. */
const stormCallers = 10 * commandsInFlightMax;
/** Of the time: calm, storm, calm. */
const stormShare = 0.6;
/** As generous as a queue without a bound is not. */
const growthBytesMax = 384 * 1024 * 1024;
/** The rates before and after are measured on a machine that others use too. */
const rateRatioMin = 0.5;

type Spell = { readonly outcomes: Outcome[]; readonly recordedPerSecond: number };

const statusOf = (outcomes: readonly Outcome[], status: number): number =>
  outcomes.filter((outcome) => outcome.status === status).length;

/** The answer that a cut connection did not give. */
const cut: Outcome = { status: 0, retryAfter: undefined };

/**
 * Callers that each send the next command when the last was answered, and wait when they are told to. After a cut (of an
 * idle connection, say, that the server was about to close) the same command goes again under its key.
 */
const spell = async (url: string, name: string, callers: number, ms: number): Promise<Spell> => {
  const { send, close } = openSender(`${url}/v1/commands/RegisterSource`, callers);
  const outcomes: Outcome[] = [];
  const began = performance.now();
  const until = began + ms;
  const call = async (caller: number): Promise<void> => {
    for (let count = 0; performance.now() < until;) {
      const id = `${name}-${String(caller)}-${String(count)}`;
      const body = { ...acmeSource, sourceId: `source_${id}`, url: `https://example.com/${id}` };
      const outcome = await send(body, id).catch(() => cut);
      outcomes.push(outcome);
      if (outcome !== cut) count += 1;
      if (outcome.retryAfter !== undefined) await sleep(Number(outcome.retryAfter) * 1_000);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  close();
  const seconds = (performance.now() - began) / 1_000;
  return { outcomes, recordedPerSecond: statusOf(outcomes, 201) / seconds };
};

/** The most memory that the process is seen to have while the work goes on. */
const peakDuring = async (api: Running, work: Promise<unknown>): Promise<number> => {
  const over = work.then(() => true);
  let peak = 0;
  do peak = Math.max(peak, await residentBytesOf(api));
  while (!(await Promise.race([over, sleep(500, false)])));
  return peak;
};

const position = async ({ url }: Running): Promise<number> =>
  (await ask<{ basis: { position: number } }>(`${url}/v1/events?limit=1`)).body.basis.position;

const megabytes = (bytes: number): string => `${String(Math.round(bytes / 1024 / 1024))} MB`;

const run = async (until: number, seed: number): Promise<SoakCounts> => {
  const database = await testDatabase();
  const api = await startApi(database, { LOG_LEVEL: 'error' });
  const name = `s${String(seed)}`;
  const left = Math.max(0, until - Date.now());
  const calmMs = (left * (1 - stormShare)) / 2;
  const before = await spell(api.url, `${name}-before`, calmCallers, calmMs);
  const calmBytes = await residentBytesOf(api);
  const raging = spell(api.url, `${name}-storm`, stormCallers, left * stormShare);
  const peakBytes = await peakDuring(api, raging);
  const storm = await raging;
  const after = await spell(api.url, `${name}-after`, calmCallers, calmMs);
  const outcomes = [before, storm, after].flatMap((each) => each.outcomes);
  const recorded = statusOf(outcomes, 201);
  const refused = outcomes.filter(({ status, retryAfter }) => status === 503 && retryAfter !== undefined);
  const cuts = statusOf(outcomes, cut.status);
  const ratio = after.recordedPerSecond / before.recordedPerSecond;
  const reached = await position(api);
  await api.stop();
  await database.drop();
  writeSync(
    process.stdout.fd,
    `overload: ${String(stormCallers)} callers, ${String(refused.length)} refused, ${String(cuts)} cut; recorded/s before ` +
      `${before.recordedPerSecond.toFixed(0)}, in the storm ${storm.recordedPerSecond.toFixed(0)}, after ` +
      `${after.recordedPerSecond.toFixed(0)}; memory ${megabytes(calmBytes)}, at most ${megabytes(peakBytes)}\n`,
  );
  const laws: readonly (readonly [string, boolean])[] = [
    [
      'every answer is a record or a refusal with Retry-After',
      recorded + refused.length + cuts === outcomes.length,
    ],
    ['every acknowledged command is recorded once', reached >= recorded && reached <= recorded + cuts],
    ['some are refused', refused.length > 0],
    ['memory stays flat', peakBytes - calmBytes < growthBytesMax],
    ['the rate after the storm is the rate before', ratio > rateRatioMin],
  ];
  const violations = laws
    .filter(([, holds]) => !holds)
    .map(([law]) => `overload, seed ${name}: not so: ${law}`);
  return { histories: 1, calls: outcomes.length, events: reached, kills: 0, violations };
};

/** Ten times as many callers as one process takes: those beyond are told at once, and nothing else changes. */
export const overloadPart: SoakPart = { name: 'overload', run };
