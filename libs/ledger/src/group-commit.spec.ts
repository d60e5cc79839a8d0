import { describe, expect, test } from '@jest/globals';
import type { Append, AppendResult } from '@dealtrail/event-sourcing/log';
import type { GroupAnswer } from './append-sql.ts';
import { LogOverloaded, openGroupCommit } from './group-commit.ts';
import type { GroupWritten } from './log-observer.ts';

const limits = { countMax: 4, payloadCharsMax: 1_000, looksMax: 16 };
const one = { limits, flushersMax: 1, shareMin: 1, waitingMax: 100 };

const ask = (name: string, ledgerId = 'main'): Append => ({
  ledgerId,
  streamId: name,
  expectedVersion: 0,
  commandId: name,
  fingerprint: '',
  event: { eventId: name, type: 'Probe', schemaVersion: 1, payload: '1' },
  requires: [],
  reserves: [],
  releases: [],
});
const conflict = (version: number): AppendResult => ({ result: 'versionConflict', version });

const answered = (results: readonly AppendResult[]): GroupAnswer => ({ results, headLockMs: 1 });

/** A write that waits until it is let go, and remembers its groups. */
const slowWrite = () => {
  const groups: string[][] = [];
  const held: (() => void)[] = [];
  return {
    groups,
    letGo: () => {
      for (const go of held.splice(0)) go();
    },
    write: async (_ledgerId: string, group: readonly Append[]) => {
      groups.push(group.map(({ commandId }) => commandId));
      await new Promise<void>((resolve) => held.push(resolve));
      return answered(group.map((_, index) => conflict(index)));
    },
  };
};
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('Group commit', () => {
  test('sends what waits together, while one group is away the next gathers', async () => {
    const { write, groups, letGo } = slowWrite();
    const commits = openGroupCommit({ ...one, write });
    const first = ['a', 'b'].map((name) => commits.append(ask(name), false));
    await turn();
    const second = ['c', 'd', 'e', 'f', 'g'].map((name) => commits.append(ask(name), false));
    await turn();
    expect(groups).toEqual([['a', 'b']]);
    letGo();
    await turn();
    expect(groups).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e', 'f'],
    ]);
    letGo();
    await turn();
    letGo();
    expect(await Promise.all([...first, ...second])).toEqual([0, 1, 0, 1, 2, 3, 0].map(conflict));
  });

  test('with two flushers a second group goes out beside the first, but nothing that the first has to do with', async () => {
    const { write, groups, letGo } = slowWrite();
    const commits = openGroupCommit({ ...one, flushersMax: 2, write });
    const asked = ['a', 'b', 'c', 'd'].map((name) => commits.append(ask(name), false));
    asked.push(commits.append({ ...ask('a'), commandId: 'a again' }, false));
    await turn();
    expect(groups).toEqual([['a', 'b', 'c'], ['d']]);
    letGo();
    await turn();
    expect(groups.slice(2)).toEqual([['a again']]);
    letGo();
    expect(await Promise.all(asked)).toHaveLength(5);
  });

  test('flushers share the callers, but few go out together', async () => {
    const { write, groups, letGo } = slowWrite();
    const commits = openGroupCommit({ ...one, flushersMax: 2, shareMin: 3, write });
    const few = ['a', 'b', 'c'].map((name) => commits.append(ask(name), false));
    await turn();
    letGo();
    await Promise.all(few);
    const many = ['d', 'e', 'f', 'g', 'h', 'i', 'j', 'k'].map((name) => commits.append(ask(name), false));
    await turn();
    expect(groups).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f', 'g'],
      ['h', 'i', 'j', 'k'],
    ]);
    letGo();
    await Promise.all(many);
  });

  test('many that add to one stream at any version go out together', async () => {
    const { write, groups, letGo } = slowWrite();
    const commits = openGroupCommit({ ...one, write });
    const asked = ['a', 'b', 'c'].map((commandId) =>
      commits.append({ ...ask('hot'), expectedVersion: 'any', commandId }, false),
    );
    await turn();
    expect(groups).toEqual([['a', 'b', 'c']]);
    letGo();
    await Promise.all(asked);
  });

  test('tells what each group came to, and how many wait', async () => {
    const { write, letGo } = slowWrite();
    const told: GroupWritten[] = [];
    const commits = openGroupCommit({ ...one, write, observe: (written) => told.push(written) });
    const asked = ['a', 'b', 'c', 'd', 'e'].map((name) => commits.append(ask(name), false));
    await turn();
    expect(commits.waiting()).toBe(1);
    letGo();
    await turn();
    letGo();
    await Promise.all(asked);
    expect(told).toMatchObject([
      { ledgerId: 'main', count: 4, appended: 0, headLockMs: 1 },
      { ledgerId: 'main', count: 1, appended: 0, headLockMs: 1 },
    ]);
    expect(commits.waiting()).toBe(0);
  });

  test('ledgers do not wait for each other, and a dry run goes alone', async () => {
    const { write, groups, letGo } = slowWrite();
    const commits = openGroupCommit({ ...one, write });
    const asked = [
      commits.append(ask('a'), false),
      commits.append(ask('b', 'other'), false),
      commits.append(ask('c'), true),
      commits.append(ask('d'), true),
    ];
    await turn();
    expect(groups).toEqual([['a'], ['b'], ['c']]);
    letGo();
    await turn();
    expect(groups).toEqual([['a'], ['b'], ['c'], ['d']]);
    letGo();
    await Promise.all(asked);
  });

  test('turns away what finds the queue full, and says so', async () => {
    const { write, letGo } = slowWrite();
    const commits = openGroupCommit({ ...one, write, waitingMax: 2 });
    const waiting = ['a', 'b'].map((name) => commits.append(ask(name), false));
    await expect(commits.append(ask('c'), false)).rejects.toThrow(LogOverloaded);
    await turn();
    letGo();
    await Promise.all(waiting);
  });

  test('a failure that speaks of no value fails the whole group, and the next group goes out', async () => {
    let failures = 1;
    const write = (_ledgerId: string, group: readonly Append[]) =>
      failures-- > 0
        ? Promise.reject(new Error('connection lost'))
        : Promise.resolve(answered(group.map(() => conflict(9))));
    const commits = openGroupCommit({ ...one, write });
    const lost = await Promise.allSettled(['a', 'b'].map((name) => commits.append(ask(name), false)));
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await commits.append(ask('a'), false)).toEqual(conflict(9));
  });

  test('closed, it finishes what waits and takes no more', async () => {
    const { write, letGo } = slowWrite();
    const commits = openGroupCommit({ ...one, write });
    const waiting = commits.append(ask('a'), false);
    await turn();
    const closed = commits.close();
    await expect(commits.append(ask('b'), false)).rejects.toThrow('closed');
    letGo();
    await closed;
    expect(await waiting).toEqual(conflict(0));
  });
});
