import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newHome, removeHome } from '../support/dealtrail.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
/** The document is about 400 kB. */
const outputBytesMax = 16 * 1024 * 1024;

describe('the demo', () => {
  let home: string;
  beforeAll(async () => {
    home = await newHome();
  });
  afterAll(() => removeHome(home));

  test('through npm puts one JSON document on stdout and nothing else, and loses no word of what went on', async () => {
    const { stdout, stderr } = await run('npm', ['run', 'demo', '--', '--json'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: home },
      maxBuffer: outputBytesMax,
    });
    const document = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    expect(Object.keys(document)).toEqual([
      'deal',
      'timeline',
      'reactions',
      'conflicts',
      'capitalStack',
      'position',
    ]);
    expect(stderr).toContain('Recorded 124 lines');
  }, 180_000);
});
