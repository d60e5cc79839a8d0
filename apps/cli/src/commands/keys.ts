import { Command, Option } from 'commander';
import { z } from 'zod';
import { usage } from '../exit-codes.ts';
import { ask, send } from '../http/client.ts';
import type { Io } from '../io.ts';
import { writeLines } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { KeyItem, keyList } from '../render/lists.ts';
import { adminKeyCommand } from '../start/admin-key-command.ts';

const roles = ['reader', 'analyst', 'auditor', 'admin'] as const;

const CreatedKey = KeyItem.extend({ key: z.string() });
const KeyPage = z.object({ items: z.array(KeyItem) });

const keyRow = ({ id, role, principal, createdAt, revokedAt }: KeyItem) => ({
  id,
  role,
  principal,
  createdAt,
  revokedAt,
});

const createCommand = (io: Io): Command =>
  new Command('create')
    .description('make an API key; it is shown this once')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .requiredOption('--principal <name>', 'who it is for: the actor of what is recorded with it')
    .action(
      async (
        { role, principal }: { readonly role: string; readonly principal: string },
        command: Command,
      ) => {
        const session = await sessionOf(io, command);
        const body = JSON.stringify({ role, principal });
        const asked = { method: 'POST', path: '/v1/keys', body } as const;
        const { document, answer } = await ask(io, session.target, asked, CreatedKey);
        if (session.format === 'table')
          await writeLines(io.stderr, [
            `Key ${answer.id} for ${principal}, role ${role}. It is shown this once:`,
          ]);
        const row = { ...keyRow(answer), key: answer.key };
        await show(session, { document, items: [document], lines: () => [answer.key], rows: [row] });
      },
    );

const listCommand = (io: Io): Command =>
  new Command('list')
    .description('the keys of the ledger, without their secrets')
    .action(async (_: unknown, command: Command) => {
      const session = await sessionOf(io, command);
      const { document, answer } = await ask(io, session.target, { path: '/v1/keys' }, KeyPage);
      const lines = (page: Session['page']) => keyList(answer.items, page);
      await show(session, { document, items: answer.items, lines, rows: answer.items.map(keyRow) });
    });

const revokeCommand = (io: Io): Command =>
  new Command('revoke')
    .description('take a key out of force, at once and for good')
    .argument('<keyId>', 'the id of the key: the middle part of dt_<id>_<secret>')
    .action(async (typed: string, _: unknown, command: Command) => {
      const session = await sessionOf(io, command);
      if (typed.startsWith('dt_'))
        throw usage('Give the id only, the middle part of the key, so that no secret is typed here.');
      await send(io, session.target, { method: 'DELETE', path: `/v1/keys/${encodeURIComponent(typed)}` });
      await writeLines(io.stderr, [`Key ${typed} is revoked.`]);
    });

export const keysCommand = (io: Io): Command =>
  new Command('keys')
    .description('API keys: create, list, revoke, replace-admin')
    .addCommand(createCommand(io))
    .addCommand(listCommand(io))
    .addCommand(revokeCommand(io))
    .addCommand(adminKeyCommand().name('replace-admin'));
