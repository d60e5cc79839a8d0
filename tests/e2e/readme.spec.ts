import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dealtrail, type Dealtrail } from '../support/dealtrail.ts';
import { greetingOf, readme, steady, tourOf } from '../support/readme.ts';

const root = join(import.meta.dirname, '..', '..');
const tour = tourOf(readme());
const run = promisify(execFile);

let home: string;
let running: Dealtrail;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dealtrail-readme-'));
  running = dealtrail(['start'], { HOME: home, PORT: '0' });
  await running.says('Ctrl-C stops everything.');
}, 120_000);

afterAll(async () => {
  running.process.kill('SIGINT');
  await running.ended;
  await rm(home, { recursive: true, force: true });
});

/** What npx comes to here. To find that out takes it a second each time: the first command of the tour has it do so. */
const npx = 'npx() { "node_modules/.bin/$1" "${@:2}"; }';
const firstWithNpx = tour.findIndex(({ script }) => script.includes('npx '));

/** What the tour types, on the port that the test could have. Exports of earlier steps stay, as in one terminal. */
const typed = (step: number): string => {
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(running.output())?.[0] ?? '';
  const scripts = tour.slice(0, step + 1).map(({ script }) => script);
  const exported = scripts.slice(0, -1).flatMap((script) => script.match(/^export .*$/gm) ?? []);
  const shortcut = step > firstWithNpx ? [npx] : [];
  return [...shortcut, ...exported, scripts.at(-1)].join('\n').replaceAll('http://127.0.0.1:3000', url);
};

describe('the README', () => {
  test('shows what a start prints', () => {
    const printed = steady(running.output().replaceAll(home, '~'));
    for (const line of greetingOf(readme())) expect(printed).toContain(steady(line));
  });

  test('has a tour', () => {
    expect(tour.length).toBeGreaterThan(7);
  });

  test.each(
    tour.map(({ script }, step) => [step + 1, script.trim().split('\n').at(-1)?.slice(0, 60), step] as const),
  )(
    'step %i prints what is written: %s',
    async (_, __, step) => {
      const env = { PATH: process.env['PATH'], HOME: home, COLUMNS: '80' };
      const { stdout } = await run('bash', ['-eo', 'pipefail', '-c', typed(step)], { cwd: root, env });
      expect(steady(stdout)).toBe(steady(tour[step]?.output ?? ''));
    },
    60_000,
  );
});
