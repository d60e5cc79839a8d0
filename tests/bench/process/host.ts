import { inspect } from 'node:util';
import type { Contestant, Job, OpenContestant, Opening, Readings } from './contestant.ts';
import { rate } from './rate.ts';

/**
 * The process of one contestant: node host.js <URL of its module>. Over the channel come an opening, then jobs, each
 * answered by its readings; when the channel closes, the process ends.
 */
type Answer = { readonly ready: true } | { readonly readings: Readings } | { readonly failed: string };

const answer = (message: Answer): void => {
  // Whoever asked may be gone meanwhile.
  if (process.connected) process.send?.(message);
};

let contestant: Contestant | undefined;

const handle = async (message: Opening | Job): Promise<Answer> => {
  if ('run' in message) {
    if (contestant === undefined) throw new Error('a job came before the opening');
    return { readings: await contestant.run(message) };
  }
  const { open } = (await import(process.argv[2] ?? '')) as { readonly open: OpenContestant };
  contestant = await open(message, { rate });
  return { ready: true };
};

process.on('message', (message: Opening | Job) => {
  handle(message).then(answer, (error: unknown) => {
    answer({ failed: inspect(error) });
  });
});
process.on('disconnect', () => {
  void (contestant?.close() ?? Promise.resolve()).finally(() => process.exit(0));
});
// Ctrl+C reaches the whole group of processes; the parent ends its children in order.
process.on('SIGINT', () => undefined);
