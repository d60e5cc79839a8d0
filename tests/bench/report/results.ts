import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Measured, Pace } from './section.ts';
import { verdictsOf } from './verdict.ts';

export type Versions = Readonly<Record<string, string>>;

const gibibyte = 1024 ** 3;

export type Machine = ReturnType<typeof machineNow>;

/** `load`: over the last minute before the bench, which should be near 0. On Windows always 0. */
export const machineNow = () => {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGiB: Math.round((totalmem() / gibibyte) * 10) / 10,
    os: `${type()} ${release()}`,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
};

type Part = Measured & { readonly part: string };

type Section = { readonly part: string; readonly date: string };
type Document = {
  readonly machine: object;
  readonly versions: Versions;
  readonly sections: readonly Section[];
};

/**
 * Everything that was measured, to the last round: who doubts a median can look. Parts that were not measured now keep what
 * was measured of them before, with its date, on the same machine and versions.
 */
export const writeResults = async (
  folder: URL,
  { rounds, seconds }: Pace,
  { machine, versions }: { readonly machine: Machine; readonly versions: Versions },
  measured: readonly Part[],
): Promise<void> => {
  const { load, ...same } = machine;
  const sections = measured.map((one) => ({
    part: one.part,
    title: one.title,
    date: new Date().toISOString(),
    load,
    pace: { rounds, secondsEach: seconds },
    verdicts: verdictsOf(one),
    rounds: one.rounds,
  }));
  const file = new URL('latest.json', folder);
  const before = await keptFrom(file, { machine: same, versions });
  const now = new Set(sections.map(({ part }) => part));
  const document = {
    machine: same,
    versions,
    sections: [...before.filter(({ part }) => !now.has(part)), ...sections],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
};

const keptFrom = async (
  file: URL,
  about: { readonly machine: object; readonly versions: Versions },
): Promise<readonly Section[]> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const { machine, versions, sections } = JSON.parse(text) as Document;
  return JSON.stringify({ machine, versions }) === JSON.stringify(about) ? sections : [];
};
