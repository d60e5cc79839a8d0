import { Command, Option } from 'commander';
import { z } from 'zod';
import { runningEmbeddedPostgres } from '@dealtrail/infra/embedded-postgres';
import { exitCodes, Failure, usage } from '../exit-codes.ts';
import { ask, send } from '../http/client.ts';
import { stateFolder } from '../http/target.ts';
import type { Io } from '../io.ts';
import { write, writeLines } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { KeyItem, keyList } from '../render/lists.ts';
import { newAdminKey } from '../start/admin-key.ts';
import { embeddedDatabase } from '../start/database.ts';

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

/** The owner's way into the database: the one of DATABASE_URL, as `start` would take it, or the embedded one. */
const ownerUrl = async (io: Io, home: string): Promise<string> => {
  const given = io.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return given;
  const running = await runningEmbeddedPostgres(home);
  if (running === undefined)
    throw new Failure(exitCodes.unavailable, [
      `No embedded database runs on the state folder ${home}.`,
      '  Start it first:      dealtrail start',
      '  Another folder:      DEALTRAIL_HOME',
      '  A server of yours:   DATABASE_URL, with the login that owns the database',
    ]);
  const url = new URL(running);
  url.pathname = `/${embeddedDatabase}`;
  return url.href;
};

const replaceAdminCommand = (io: Io): Command =>
  new Command('replace-admin')
    .description('a new admin key from the machine itself, where the old one is lost')
    .addHelpText(
      'after',
      `
Needs no key: it goes to the database of the state folder (or of DATABASE_URL) itself, so only who owns that can
do it. The new key is printed once and kept in the state folder for this tool. Keys in force stay in force:
revoke the lost one with \`dealtrail keys revoke <id>\`.`,
    )
    .action(async () => {
      const home = stateFolder(io.env);
      const { key } = await newAdminKey(await ownerUrl(io, home), home);
      await writeLines(io.stderr, [`A new admin key, shown this once, and kept in ${home}:`]);
      await write(io.stdout, `${key}\n`);
    });

export const keysCommand = (io: Io): Command =>
  new Command('keys')
    .description('API keys: create, list, revoke, replace-admin')
    .addCommand(createCommand(io))
    .addCommand(listCommand(io))
    .addCommand(revokeCommand(io))
    .addCommand(replaceAdminCommand(io));
