import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Login } from '../../infra/src/logins.ts';
import { clusterOfThisRun, templateDatabase } from './cluster.ts';

export type TestDatabase = {
  /** Superuser: may migrate, and may do what nobody should. */
  readonly ownerUrl: string;
  /** A login that is a member of dealtrail_api and nothing more. */
  readonly apiUrl: string;
  /** A login that is a member of dealtrail_worker and nothing more. */
  readonly workerUrl: string;
  /** Closes whatever is still connected and removes the database. */
  readonly drop: () => Promise<void>;
};

const asAdmin = async (url: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** `template`: the migrated one unless the test wants an empty database. One per test file; call `drop` in afterAll. */
export const testDatabase = async (template: string = templateDatabase): Promise<TestDatabase> => {
  const { adminUrl, logins } = clusterOfThisRun();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = (login?: Login): string => {
    const of = new URL(adminUrl);
    of.pathname = `/${name}`;
    if (login !== undefined) Object.assign(of, { username: login.user, password: login.password });
    return of.href;
  };
  await asAdmin(adminUrl, `create database ${name} template ${template} strategy file_copy`);
  return {
    ownerUrl: url(),
    apiUrl: url(logins.api),
    workerUrl: url(logins.worker),
    drop: () => asAdmin(adminUrl, `drop database if exists ${name} with (force)`),
  };
};

/** A database that was never migrated. */
export const emptyDatabase = (): Promise<TestDatabase> => testDatabase('template0');
