import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newHome, removeHome } from '../support/dealtrail.ts';

const root = join(import.meta.dirname, '..', '..');
const dealtrail = join(root, 'apps/cli/bin/dealtrail.js');
const run = promisify(execFile);
/** The document is about 400 kB. */
const outputBytesMax = 16 * 1024 * 1024;

describe('the demo', () => {
  let home: string;
  beforeAll(async () => {
    home = await newHome();
  });
  afterAll(() => removeHome(home));

  test('as JSON is one document on stdout and nothing else; what goes on is told on stderr', async () => {
    const { stdout, stderr } = await run(process.execPath, [dealtrail, 'demo', '--json'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: home, npm_config_update_notifier: 'false' },
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
  }, 300_000);
});
