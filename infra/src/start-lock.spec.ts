import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isRunning, markOf } from './process-mark.ts';
import { lockStart } from './start-lock.ts';

let home = '';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dealtrail-lock-'));
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const deadMark = async (): Promise<string> => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  await once(child, 'spawn');
  const mark = JSON.stringify(markOf(child.pid ?? 0));
  child.kill('SIGKILL');
  await once(child, 'exit');
  return mark;
};

describe('the lock of a state folder', () => {
  test('is had by one at a time, and names its holder to the next', async () => {
    const first = await lockStart(home);
    const second = await lockStart(home);
    expect(first.held).toBe(true);
    expect(second).toEqual({ held: false, holder: markOf(process.pid) });
  });

  test('can be had again once it is given back, and leaves nothing behind', async () => {
    const first = await lockStart(home);
    if (first.held) await first.release();
    expect(await readdir(home)).toEqual([]);
    expect((await lockStart(home)).held).toBe(true);
  });

  test('of a killed process is taken over', async () => {
    await writeFile(join(home, 'start.lock'), await deadMark());
    expect((await lockStart(home)).held).toBe(true);
    expect(await readdir(home)).toEqual(['start.lock']);
  });

  test('of a killed process is taken over by exactly one of many', async () => {
    await writeFile(join(home, 'start.lock'), await deadMark());
    const all = await Promise.all(Array.from({ length: 12 }, () => lockStart(home)));
    expect(all.filter((lock) => lock.held)).toHaveLength(1);
  });

  test('is not fooled by a later process with the same number', () => {
    const mark = markOf(process.pid);
    expect(mark !== undefined && isRunning(mark)).toBe(true);
    expect(isRunning({ pid: process.pid, startedAt: 'another time' })).toBe(false);
  });
});
