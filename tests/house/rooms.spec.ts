import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';

type Cruise = {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
};

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

const cruise = async (cwd: string, folders: readonly string[]): Promise<Cruise> => {
  const bin = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.mjs');
  const args = [bin, '--config', config, '--output-type', 'json', ...folders];
  // The exit code counts the violations; what they are stands on stdout either way.
  const { stdout } = await run(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: unknown) => error as { readonly stdout: string },
  );
  return JSON.parse(stdout) as Cruise;
};

describe('rooms and doors', () => {
  let house: Cruise;
  beforeAll(async () => {
    house = await cruise(root, ['libs', 'apps', 'infra', 'tests']);
  }, 120_000);

  test('every import goes through a door that its room is allowed', () => {
    const violations = house.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    expect(violations).toEqual([]);
  });

  test('the checker is awake: it has seen the whole house', () => {
    const seen = (room: string) => house.modules.filter(({ source }) => source.startsWith(room)).length;
    expect(seen('libs/event-sourcing/src')).toBeGreaterThan(4);
    expect(seen('libs/deals/src')).toBeGreaterThan(60);
    expect(seen('libs/ledger/src')).toBeGreaterThan(8);
    expect(seen('libs/views/src')).toBeGreaterThan(10);
    expect(seen('apps/api/src')).toBeGreaterThan(20);
  });

  test('the checker bites: a planted import from the domain into the ledger is caught', async () => {
    const planted = await cruise(join(import.meta.dirname, 'planted'), ['libs']);
    const caught = planted.summary.violations
      .filter(({ rule }) => rule.name === 'deals-only')
      .map(({ to }) => to);
    expect(caught.sort()).toEqual(['crypto', 'libs/ledger/src/append.ts']);
  }, 60_000);
});
