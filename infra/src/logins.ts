import { Client, escapeIdentifier, escapeLiteral } from 'pg';

export type Login = { readonly user: string; readonly password: string };

/** The logins of the api and the worker: members of the two roles that the migrations make, owners of nothing. */
export type Logins = { readonly api: Login; readonly worker: Login };

const statements = (login: Login, role: string): readonly string[] => {
  const user = escapeIdentifier(login.user);
  const password = escapeLiteral(login.password);
  return [
    `do $$ begin create role ${user} login; exception when duplicate_object or unique_violation then null; end $$`,
    `alter role ${user} with login password ${password}`,
    `grant ${escapeIdentifier(role)} to ${user}`,
  ];
};

/** Makes the two logins, or gives them these passwords. The database must be migrated: that makes the roles. */
export const ensureLogins = async (adminUrl: string, logins: Logins): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const statement of statements(logins.api, 'dealtrail_api')) await client.query(statement);
    for (const statement of statements(logins.worker, 'dealtrail_worker')) await client.query(statement);
  } finally {
    await client.end();
  }
};
