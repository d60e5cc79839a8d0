import { Command } from 'commander';
import { z } from 'zod';
import { ask, send } from '../http/client.ts';
import type { Io } from '../io.ts';
import { writeLines } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Job, jobLines, Projection, projectionList, projectionRow } from '../render/projections.ts';
import { rebuildCommand } from './rebuild.ts';
import { wholeNumber } from './reading.ts';

const ProjectionPage = z.object({ items: z.array(Projection) });

const pathOf = (name: string): string => `/v1/projections/${encodeURIComponent(name)}`;

const listCommand = (io: Io): Command =>
  new Command('list')
    .description('how far each projection has come, and its builds')
    .action(async (_: unknown, command: Command) => {
      const session = await sessionOf(io, command);
      const asked = { path: '/v1/projections' } as const;
      const { document, answer } = await ask(io, session.target, asked, ProjectionPage);
      const lines = (page: Session['page']) => projectionList(answer.items, page);
      await show(session, { document, items: answer.items, lines, rows: answer.items.map(projectionRow) });
    });

const rollbackCommand = (io: Io): Command =>
  new Command('rollback')
    .description('let readers see the build before again; asked twice, forth again')
    .argument('<name>', 'the projection, such as deal-current')
    .addHelpText('after', '\nRole: admin. It was kept up to date meanwhile: no answer goes back in time.')
    .action(async (name: string, _: unknown, command: Command) => {
      const session = await sessionOf(io, command);
      const asked = { method: 'POST', path: `${pathOf(name)}/rollback` } as const;
      const { document, answer } = await ask(io, session.target, asked, Job);
      const lines = (page: Session['page']) => jobLines(answer, page);
      await show(session, { document, items: [document], lines, rows: [answer] });
    });

const Resumed = z.object({ resumed: z.number() });

const resumeCommand = (io: Io): Command =>
  new Command('resume')
    .description('let a projection that stands still go on from there, once the cause is gone')
    .argument('<name>', 'the projection, such as deal-current')
    .addHelpText(
      'after',
      '\nRole: admin. It skips nothing: where the cause is not gone it stands still there again.',
    )
    .action(async (name: string, _: unknown, command: Command) => {
      const session = await sessionOf(io, command);
      const asked = { method: 'POST', path: `${pathOf(name)}/resume` } as const;
      const { answer } = await ask(io, session.target, asked, Resumed);
      const said = answer.resumed === 0 ? `Nothing of ${name} stood still.` : `${name} goes on.`;
      await writeLines(io.stderr, [said]);
    });

const dropCommand = (io: Io): Command =>
  new Command('drop')
    .description('drop a build that readers do not see, before its time')
    .argument('<name>', 'the projection, such as deal-current')
    .argument('<build>', 'its number, as `projections list` shows it', wholeNumber)
    .addHelpText('after', '\nRole: admin.')
    .action(async (name: string, build: number, _: unknown, command: Command) => {
      const session = await sessionOf(io, command);
      await send(io, session.target, { method: 'DELETE', path: `${pathOf(name)}/builds/${String(build)}` });
      await writeLines(io.stderr, [`Build ${String(build)} of ${name} is dropped.`]);
    });

const cancelCommand = (io: Io): Command =>
  new Command('cancel')
    .description('give up a rebuild that readers have not seen yet')
    .argument('<jobId>', 'its job, as `projections rebuild` showed it')
    .addHelpText('after', '\nRole: admin.')
    .action(async (jobId: string, _: unknown, command: Command) => {
      const session = await sessionOf(io, command);
      await send(io, session.target, { method: 'DELETE', path: `/v1/jobs/${encodeURIComponent(jobId)}` });
      await writeLines(io.stderr, ['The rebuild is given up.']);
    });

export const projectionsCommand = (io: Io): Command =>
  new Command('projections')
    .description('the read models: list, rebuild, rollback, resume, drop, cancel')
    .addCommand(listCommand(io))
    .addCommand(rebuildCommand(io))
    .addCommand(rollbackCommand(io))
    .addCommand(resumeCommand(io))
    .addCommand(dropCommand(io))
    .addCommand(cancelCommand(io));
