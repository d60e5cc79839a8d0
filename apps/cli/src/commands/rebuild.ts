import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { exitCodes, Failure } from '../exit-codes.ts';
import { ask } from '../http/client.ts';
import type { Io } from '../io.ts';
import { writeLines } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Job, jobLines, progressText } from '../render/projections.ts';

/** Between two looks at a rebuild. */
const lookMs = 250;

const isRunning = ({ status }: Job): boolean => status === 'running';

type Followed = { readonly document: unknown; readonly answer: Job };

const readJob = (io: Io, session: Session, jobId: string): Promise<Followed> =>
  ask(io, session.target, { path: `/v1/jobs/${encodeURIComponent(jobId)}` }, Job);

type Bar = { readonly show: (job: Job) => void; readonly close: () => void };

const openBar = (io: Io, job: Job): Bar => {
  if (io.stderr.isTTY !== true) return { show: () => undefined, close: () => undefined };
  const bar = new SingleBar({
    format: '[{bar}] {percentage}%  {text}',
    stream: io.stderr as unknown as NodeJS.WritableStream,
    ...{ barsize: 20, hideCursor: false, gracefulExit: false },
  });
  const payload = (now: Job) => ({ text: progressText(now) });
  bar.start(Math.max(1, job.target), job.eventsFolded, payload(job));
  return {
    show: (now) => {
      // It goes on to follow the log: what came meanwhile is not part of the bar.
      bar.update(Math.min(now.eventsFolded, Math.max(1, now.target)), payload(now));
    },
    close: () => {
      bar.stop();
    },
  };
};

/** Looks again and again until the rebuild is over. Ctrl-C ends the looking, not the rebuild. */
const follow = async (io: Io, session: Session, first: Followed): Promise<Followed> => {
  const bar = openBar(io, first.answer);
  const leave = (): void => {
    bar.close();
    io.stderr.write(`The rebuild goes on without us: dealtrail projections list\n`);
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', leave);
  try {
    let seen = first;
    while (isRunning(seen.answer)) {
      await io.sleep(lookMs);
      seen = await readJob(io, session, seen.answer.jobId);
      bar.show(seen.answer);
    }
    return seen;
  } finally {
    process.off('SIGINT', leave);
    bar.close();
  }
};

export const rebuildCommand = (io: Io): Command =>
  new Command('rebuild')
    .description('make a new build of a projection from the log; readers see the old one until then')
    .argument('<name>', 'the projection, such as deal-current')
    .option('--wait', 'until it is done (on a terminal it always waits, and shows how far it is)')
    .addHelpText(
      'after',
      '\nRole: admin. Ctrl-C leaves it running. While one is under way, that one is shown.',
    )
    .action(async (name: string, { wait }: { readonly wait?: boolean }, command: Command) => {
      const session = await sessionOf(io, command);
      const path = `/v1/projections/${encodeURIComponent(name)}/rebuild`;
      const asked = await ask(io, session.target, { method: 'POST', path }, Job);
      const isFollowed = wait === true || io.stderr.isTTY === true;
      const { document, answer } = isFollowed ? await follow(io, session, asked) : asked;
      if (answer.status === 'failed' || answer.status === 'cancelled')
        throw new Failure(exitCodes.refused, jobLines(answer, session.page));
      const lines = (page: Session['page']) => jobLines(answer, page);
      await show(session, { document, items: [document], lines, rows: [answer] });
      if (answer.status === 'done' && session.format === 'table')
        await writeLines(io.stderr, [`The way back: dealtrail projections rollback ${name}`]);
    });
