import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

type Limit = { readonly name: string; readonly value: number; readonly path: string };

/** Whole numbers, and products of them, as a limit is written. */
const valueOf = (text: string): number =>
  text
    .replaceAll('_', '')
    .split('*')
    .reduce((product, factor) => product * Number(factor), 1);

/** Every limit of the service as its source has it: a constant, or a member of a table of them. */
const inSources = (): readonly Limit[] => {
  const folders = ['apps/api/src', 'libs/ledger/src', 'libs/views/src', 'libs/deals/src'];
  const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...folders], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
  const pattern = /^ *(?:export )?(?:const )?(\w+Max(?:Default)?)(?:: number =| =|:) (\d[\d_ *]*)[;,]/gm;
  return paths.flatMap((path) =>
    [...read(path).matchAll(pattern)].map(([, name = '', value = '']) => ({
      name,
      value: valueOf(value),
      path,
    })),
  );
};

const inDocument = (): readonly Limit[] =>
  [...read('infra/LIMITS.md').matchAll(/^\| `(\w+)` +\| +([\d,]+) +\| `([^`]+)`/gm)].map(
    ([, name = '', value = '', path = '']) => ({ name, value: Number(value.replaceAll(',', '')), path }),
  );

/** Not limits of what comes from outside: how far ahead of UTC it can be today. */
const others: readonly string[] = ['hoursAheadMax'];

const keyOf = ({ name, value, path }: Limit): string => `${path} ${name} = ${String(value)}`;

describe('infra/LIMITS.md', () => {
  test('lists every limit of the service, and each with the value that it has', () => {
    const limits = inSources().filter(({ name }) => !others.includes(name));
    expect(limits.length).toBeGreaterThan(70);
    expect(inDocument().map(keyOf).sort()).toEqual(limits.map(keyOf).sort());
  });

  test('says of each what happens beyond it', () => {
    const rows = read('infra/LIMITS.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(cells.filter((row) => row.length !== 5 || row.includes(''))).toEqual([]);
  });
});
