import { writeSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sumOf } from './part.ts';
import type { SoakCounts } from './part.ts';
import { parts } from './parts.ts';

/** From run.mjs, which has checked them. */
const minutes = Number(process.env['DEALTRAIL_SOAK_MINUTES']);
const seed = Number(process.env['DEALTRAIL_SOAK_SEED']);
const only = process.env['DEALTRAIL_SOAK_PART'] ?? '';

/** To the terminal at once: jest keeps what goes through console to the end. */
const say = (line: string): void => {
  writeSync(process.stdout.fd, `${line}\n`);
};

const inWords = ({ histories, calls, events, kills, kinds = {}, violations }: SoakCounts): string =>
  `histories ${String(histories)}, calls ${String(calls)}, events ${String(events)}, kills ${String(kills)}` +
  `${byKind(kinds)}, violations = ${String(violations.length)}`;

const byKind = (kinds: NonNullable<SoakCounts['kinds']>): string =>
  Object.keys(kinds).length === 0
    ? ''
    : ` (${Object.entries(kinds)
        .map(([kind, count]) => `${kind} ${String(count)}`)
        .join(', ')})`;

test('the log keeps its word for as long as anybody looks', async () => {
  const chosen = parts.filter(({ name }) => only === '' || name === only);
  if (chosen.length === 0) throw new Error(`--part: one of ${parts.map(({ name }) => name).join(', ')}`);
  const until = Date.now() + minutes * 60_000;
  say(`soak: ${String(minutes)} minutes, seed ${String(seed)}`);
  const counts: SoakCounts[] = [];
  for (const [index, part] of chosen.entries()) {
    const now = Date.now();
    const counted = await part.run(now + (until - now) / (chosen.length - index), seed);
    counts.push(counted);
    for (const violation of counted.violations) say(violation);
    say(`${part.name}: ${inWords(counted)}`);
  }
  const all = sumOf(counts);
  say(`soak: ${inWords(all)} (seed ${String(seed)})`);
  expect(all.histories).toBeGreaterThan(0);
  expect(all.violations).toHaveLength(0);
});
