import { mkdir, writeFile } from 'node:fs/promises';
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

/** Everything that was measured, to the last round: who doubts a median can look. */
export const writeResults = async (
  folder: URL,
  { rounds, seconds }: Pace,
  about: { readonly machine: Machine; readonly versions: Versions },
  measured: readonly (Measured & { readonly part: string })[],
): Promise<void> => {
  const document = {
    date: new Date().toISOString(),
    ...about,
    pace: { rounds, secondsEach: seconds },
    sections: measured.map((one) => ({
      part: one.part,
      title: one.title,
      verdicts: verdictsOf(one),
      rounds: one.rounds,
    })),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('latest.json', folder), `${JSON.stringify(document, undefined, 2)}\n`);
};
