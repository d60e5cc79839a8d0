import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { helpOf, readCommandLine } from './command-line.ts';
import type { Wanted } from './command-line.ts';
import { parts } from './parts/registry.ts';
import type { Measured } from './report/section.ts';
import { machineNow, writeResults } from './report/results.ts';
import type { Machine, Versions } from './report/results.ts';
import { tableOf } from './report/table.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

const peerNames = ['@event-driven-io/emmett-postgresql', '@eventide/message-db', 'autocannon', 'pg'];

/** `home`: the folder of the bench's sources, where the peers are installed and the results go. */
export const main = async (home: URL, args: readonly string[]): Promise<number> => {
  const wanted = readCommandLine(args, parts);
  switch (wanted.kind) {
    case 'help':
      console.log(helpOf(parts));
      return 0;
    case 'wrong':
      console.error(`${wanted.why}\n\n${helpOf(parts)}`);
      return 2;
    case 'run':
      return await runAll(home, wanted);
  }
};

const runAll = async (home: URL, wanted: Wanted & { readonly kind: 'run' }): Promise<number> => {
  const machine = machineNow();
  if (isBusy(machine))
    console.error(
      `Something else keeps this machine busy (load ${String(machine.load)}): expect shaky figures.`,
    );
  const folder = wanted.home ?? fileURLToPath(new URL('data/', import.meta.url));
  const stage = await openStage(folder, home);
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
    void stage.close();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await measureAll(home, wanted, machine, stage);
    return 0;
  } catch (error) {
    // Whatever was running when the stage was taken down has failed, and that says nothing.
    if (!interruption.signal.aborted) throw error;
    return interruptedCode;
  } finally {
    await stage.close();
  }
};

const measureAll = async (
  home: URL,
  wanted: Wanted & { readonly kind: 'run' },
  machine: Machine,
  stage: Stage,
): Promise<void> => {
  const about = { machine, versions: await versionsOf(home, stage) };
  const measured: (Measured & { readonly part: string })[] = [];
  for (const part of wanted.parts) {
    for await (const section of part.measure(stage, wanted)) {
      const one = { part: part.name, ...section };
      measured.push(one);
      console.log(tableOf(one));
      await writeResults(new URL('results/', home), wanted, about, measured);
    }
    await stage.clear();
  }
};

/** What a shell says of a program that Ctrl+C ended. */
const interruptedCode = 130;

/** A machine that does nothing else is below it. */
const busyLoad = 0.5;

const isBusy = ({ load }: Machine): boolean => load > busyLoad;

const versionsOf = async (home: URL, stage: Stage): Promise<Versions> => {
  const client = new Client({ connectionString: stage.adminUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  const peers = await Promise.all(
    peerNames.map(async (name): Promise<readonly [string, string]> => {
      const text = await readFile(new URL(`node_modules/${name}/package.json`, home), 'utf8');
      return [name, (JSON.parse(text) as { readonly version: string }).version];
    }),
  );
  return {
    node: process.version,
    postgres: rows[0]?.server_version ?? 'unknown',
    ...Object.fromEntries(peers),
  };
};
