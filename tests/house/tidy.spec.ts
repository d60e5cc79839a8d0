import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(ts|mjs|js|sql|md|json|ya?ml|ndjson)$/.test(path) && path !== 'package-lock.json');

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const where = (paths: readonly string[], pattern: RegExp) => paths.filter((path) => pattern.test(read(path)));
const sources = tracked.filter((path) => /\.(ts|mjs|sql)$/.test(path) && !path.startsWith('tests/house/'));

describe('a tidy house', () => {
  test('there is a house to look at', () => {
    expect(sources.length).toBeGreaterThan(150);
  });

  test('no file of a room is longer than 250 lines', () => {
    const long = sources
      .filter((path) => /^(libs|apps|infra)\//.test(path) && !path.endsWith('.spec.ts'))
      .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 250);
    expect(long).toEqual([]);
  });

  test('nothing is switched off, skipped or left for later', () => {
    const off =
      /eslint-disable|@ts-ignore|@ts-expect-error|@ts-nocheck|\b(test|it|describe)\.(skip|only|todo)\b|\bTODO\b|\bFIXME\b/;
    expect(where(sources, off)).toEqual([]);
  });

  test('no barrel hides where a thing lives', () => {
    const barrels = sources.filter((path) => /(^|\/)index\.ts$/.test(path));
    expect(barrels).toEqual([]);
  });

  test('every workspace names what it imports', () => {
    const passports = tracked.filter((path) =>
      /^(libs|apps)\/[^/]+\/package\.json$|^infra\/package\.json$/.test(path),
    );
    expect(passports.length).toBe(9);
  });
});
