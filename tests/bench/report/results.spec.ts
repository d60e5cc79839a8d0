import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { machineNow, writeResults } from './results.ts';

let folder: URL;
beforeEach(async () => {
  folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'dealtrail-results-'))}/`);
});
afterEach(() => rm(folder, { recursive: true }));

const machine = machineNow();
const versions = { node: 'v20', postgres: '18.4' };
const pace = { rounds: 3, seconds: 2 };
const of = (part: string, rate: number) => ({
  ...{ part, title: `about ${part}`, targets: [], rounds: [{ 'events/s': rate }] },
});

const written = async () => {
  const { sections } = JSON.parse(await readFile(new URL('latest.json', folder), 'utf8')) as {
    readonly sections: readonly { readonly part: string; readonly rounds: readonly object[] }[];
  };
  return sections.map(({ part, rounds }) => [part, rounds[0]]);
};

test('a part that is measured again replaces its figures, and the others keep theirs', async () => {
  await writeResults(folder, pace, { machine, versions }, [of('append', 1), of('append', 2), of('read', 3)]);
  await writeResults(folder, pace, { machine: { ...machine, load: 9 }, versions }, [of('append', 4)]);
  expect(await written()).toEqual([
    ['read', { 'events/s': 3 }],
    ['append', { 'events/s': 4 }],
  ]);
});

test('figures of other versions are not kept beside those of these', async () => {
  await writeResults(folder, pace, { machine, versions }, [of('append', 1)]);
  await writeResults(folder, pace, { machine, versions: { ...versions, postgres: '19' } }, [of('read', 2)]);
  expect(await written()).toEqual([['read', { 'events/s': 2 }]]);
});
