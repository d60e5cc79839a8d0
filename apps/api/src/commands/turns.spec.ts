import { describe, expect, test } from '@jest/globals';
import { openTurns } from './turns.ts';

const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('turns', () => {
  test('work on one key never overlaps and keeps the order of asking', async () => {
    const inTurn = openTurns();
    const seen: string[] = [];
    await Promise.all(
      [3, 1, 2].map((ms, index) =>
        inTurn('stream', async () => {
          seen.push(`start ${String(index)}`);
          await soon(ms);
          seen.push(`end ${String(index)}`);
        }),
      ),
    );
    expect(seen).toEqual(['start 0', 'end 0', 'start 1', 'end 1', 'start 2', 'end 2']);
  });

  test('other keys do not wait', async () => {
    const inTurn = openTurns();
    const never = inTurn('a', () => soon(200).then(() => 'late'));
    expect(await Promise.race([never, inTurn('b', () => Promise.resolve('now'))])).toBe('now');
  });

  test('a failure is its own: the next in line still gets its turn', async () => {
    const inTurn = openTurns();
    const failed = inTurn('stream', () => Promise.reject(new Error('no')));
    const next = inTurn('stream', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
