import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Opening, Readings } from './contestant.ts';

/** A contestant in a process of its own: Emmett, for one, changes pg's type parsers for its whole process. */
export type Running = {
  readonly run: (job: Job) => Promise<Readings>;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

type Answer = {
  readonly readings?: Readings;
  readonly failed?: string;
};

const host = fileURLToPath(new URL('host.js', import.meta.url));
/** A contestant that hangs at its end is no reason to wait for it. */
const stopMsMax = 10_000;

export const startContestant = async (module: URL, opening: Opening): Promise<Running> => {
  const child = fork(host, [module.href], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  const asked = async (message: Opening | Job): Promise<Answer> => {
    const answered = once(child, 'message').then(([answer]) => answer as Answer);
    child.send(message);
    const answer = await Promise.race([
      answered,
      gone.then(([code]): Answer => ({ failed: `the process ended with ${String(code)}` })),
    ]);
    if (answer.failed !== undefined) throw new Error(`${module.pathname}: ${answer.failed}`);
    return answer;
  };
  await asked(opening);
  return {
    run: async (job) => (await asked(job)).readings ?? {},
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
      await gone;
      clearTimeout(timer);
    },
  };
};
