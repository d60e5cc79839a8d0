import { inTransaction } from '@dealtrail/ledger/transaction';
import type { Pool, PoolClient } from 'pg';
import { askedTogether } from './asked-together.ts';
import { digestOf, isSecret, keyText, newKey } from './key.ts';
import type { ApiKey, Caller, Role } from './key.ts';

/** A key as administrators see it: everything but the secret. */
export type KeyRecord = {
  readonly id: string;
  readonly role: Role;
  readonly principal: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
};

export type Revocation = 'revoked' | 'unknown' | 'lastAdmin';

type KeyRow = {
  readonly id: string;
  readonly ledger_id: string;
  readonly secret_sha256: Buffer;
  readonly role: Role;
  readonly principal: string;
  readonly created_at: string;
  readonly revoked_at: string | null;
};

/**
 * Keys in access.api_keys. Every call is answered by a question to the database that was put after it, so a revoked key is
 * dead at once, in every process; callers that arrive together share the question.
 */
export class KeyStore {
  private readonly rowInForce: (id: string) => Promise<KeyRow | undefined>;

  constructor(private readonly pool: Pool) {
    this.rowInForce = askedTogether((ids) => rowsInForce(pool, ids));
  }

  /** Undefined: no such key, another secret, or revoked. */
  async callerOf({ id, secret }: ApiKey): Promise<Caller | undefined> {
    const row = await this.rowInForce(id);
    if (row === undefined || !isSecret(secret, row.secret_sha256)) return undefined;
    return { keyId: row.id, ledgerId: row.ledger_id, role: row.role, principal: row.principal };
  }

  /** For what outlives the request that was let in: a stream. */
  async isInForce(id: string): Promise<boolean> {
    const found = await this.pool.query('select from access.api_keys where id = $1 and revoked_at is null', [
      id,
    ]);
    return found.rowCount === 1;
  }

  async list(ledgerId: string): Promise<readonly KeyRecord[]> {
    const found = await this.pool.query<KeyRow>(
      'select id, role, principal, created_at, revoked_at from access.api_keys where ledger_id = $1 order by created_at, id',
      [ledgerId],
    );
    return found.rows.map(recordOf);
  }

  async create(
    ledgerId: string,
    role: Role,
    principal: string,
  ): Promise<KeyRecord & { readonly key: string }> {
    const key = newKey();
    const made = await this.insert(this.pool, ledgerId, key, role, principal);
    if (made === undefined) throw new Error('a random key id was taken');
    return { ...made, key: keyText(key) };
  }

  /** Revoking a revoked key changes nothing. The last admin key stays: nobody could make another over HTTP. */
  async revoke(ledgerId: string, id: string): Promise<Revocation> {
    return await inTransaction(this.pool, async (client) => {
      // Every admin key of the ledger in one order, so that two revocations cannot each leave the other's as the last.
      const admins = await client.query<{ id: string }>(
        `select id from access.api_keys where ledger_id = $1 and role = 'admin' and revoked_at is null order by id for update`,
        [ledgerId],
      );
      if (admins.rows.length === 1 && admins.rows[0]?.id === id) return 'lastAdmin';
      const found = await client.query(
        'update access.api_keys set revoked_at = coalesce(revoked_at, clock_timestamp()) where ledger_id = $1 and id = $2',
        [ledgerId, id],
      );
      return found.rowCount === 0 ? 'unknown' : 'revoked';
    });
  }

  /**
   * The first admin key of a ledger. A given key is recorded once and then left alone, so that one revoked later stays
   * revoked. Without one, a key is made if the ledger has no admin, and returned: the only time its secret is known.
   */
  async ensureAdmin(ledgerId: string, given: ApiKey | undefined): Promise<string | undefined> {
    return await inTransaction(this.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `dealtrail.admin.${ledgerId}`,
      ]);
      if (given !== undefined) {
        await this.insert(client, ledgerId, given, 'admin', 'admin');
        return undefined;
      }
      const admins = await client.query(
        `select from access.api_keys where ledger_id = $1 and role = 'admin' and revoked_at is null limit 1`,
        [ledgerId],
      );
      if (admins.rowCount !== 0) return undefined;
      const key = newKey();
      await this.insert(client, ledgerId, key, 'admin', 'admin');
      return keyText(key);
    });
  }

  async logRead({ ledgerId, keyId, principal }: Caller, method: string, url: string): Promise<void> {
    await this.pool.query(
      'insert into access.reads (ledger_id, key_id, principal, method, url) values ($1, $2, $3, $4, $5)',
      [ledgerId, keyId, principal, method, url],
    );
  }

  private async insert(
    db: Pool | PoolClient,
    ledgerId: string,
    key: ApiKey,
    role: Role,
    principal: string,
  ): Promise<KeyRecord | undefined> {
    const made = await db.query<KeyRow>(
      `insert into access.api_keys (id, ledger_id, secret_sha256, role, principal) values ($1, $2, $3, $4, $5)
       on conflict (id) do nothing returning id, role, principal, created_at, revoked_at`,
      [key.id, ledgerId, digestOf(key.secret), role, principal],
    );
    return made.rows[0] === undefined ? undefined : recordOf(made.rows[0]);
  }
}

/** In the order of the ids; undefined: no such key, or revoked. */
const rowsInForce = async (pool: Pool, ids: readonly string[]): Promise<readonly (KeyRow | undefined)[]> => {
  const { rows } = await pool.query<KeyRow>({
    name: 'keys-in-force',
    text: 'select id, ledger_id, secret_sha256, role, principal from access.api_keys where id = any($1::text[]) and revoked_at is null',
    values: [ids],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
};

const recordOf = (row: KeyRow): KeyRecord => ({
  id: row.id,
  role: row.role,
  principal: row.principal,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});
