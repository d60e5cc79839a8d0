import { createHash, randomInt } from 'node:crypto';
import { apiKeyPattern } from '@dealtrail/infra/settings';
import { readKey, writeKey } from '@dealtrail/infra/state-folder';
import { Client } from 'pg';

export type AdminKey = {
  readonly key: string;
  /** Made now: the one time it is shown. */ readonly isNew: boolean;
};

const ledgerId = 'main';
const lower = 'abcdefghijklmnopqrstuvwxyz0123456789';
const letters = `${lower}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

const random = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

const digestOf = (key: string): Buffer =>
  createHash('sha256')
    .update(apiKeyPattern.exec(key)?.[2] ?? '')
    .digest();

const idOf = (key: string): string => apiKeyPattern.exec(key)?.[1] ?? '';

const insert = async (client: Client, key: string): Promise<void> => {
  await client.query(
    `insert into access.api_keys (id, ledger_id, secret_sha256, role, principal)
     values ($1, $2, $3, 'admin', 'admin') on conflict (id) do nothing`,
    [idOf(key), ledgerId, digestOf(key)],
  );
};

const isInForce = async (client: Client, key: string): Promise<boolean> => {
  const found = await client.query(
    `select from access.api_keys where id = $1 and secret_sha256 = $2 and role = 'admin' and revoked_at is null`,
    [idOf(key), digestOf(key)],
  );
  return found.rowCount === 1;
};

const withClient = async <T>(ownerUrl: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const insertStated = async (client: Client, key: string): Promise<void> => {
  await insert(client, key);
  if (await isInForce(client, key)) return;
  throw new Error(
    `DEALTRAIL_ADMIN_KEY: the id "${idOf(key)}" belongs to another key, or one that was revoked. Choose another id.`,
  );
};

/** Ids of the admin keys in force other than this one, oldest first. */
export const otherAdminKeys = (ownerUrl: string, key: string): Promise<readonly string[]> =>
  withClient(ownerUrl, async (client) => {
    const found = await client.query<{ id: string }>(
      `select id from access.api_keys where ledger_id = $1 and role = 'admin' and revoked_at is null and id <> $2
       order by created_at, id`,
      [ledgerId, idOf(key)],
    );
    return found.rows.map(({ id }) => id);
  });

/** A new admin key from the machine itself, for one that was lost; keys in force stay in force. */
export const newAdminKey = (ownerUrl: string, home: string): Promise<AdminKey> =>
  withClient(ownerUrl, async (client) => {
    const key = `dt_${random(lower, 12)}_${random(letters, 43)}`;
    await insert(client, key);
    await writeKey(home, key);
    return { key, isNew: true };
  });

/**
 * The admin key of this machine: the stated one (DEALTRAIL_ADMIN_KEY), else the one in the state folder while it is
 * in force, else a new one. Kept in the state folder for the command line tool.
 */
export const ensureAdminKey = async (ownerUrl: string, home: string, stated?: string): Promise<AdminKey> => {
  const key = stated ?? (await readKey(home));
  const known = await withClient(ownerUrl, async (client) => {
    if (key === undefined) return undefined;
    if (stated !== undefined) await insertStated(client, stated);
    return (await isInForce(client, key)) ? key : undefined;
  });
  if (known === undefined) return await newAdminKey(ownerUrl, home);
  await writeKey(home, known);
  return { key: known, isNew: false };
};
