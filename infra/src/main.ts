import { ensureLogins } from './logins.ts';
import { migrate } from './migrate.ts';
import { readSettings } from './settings.ts';

/**
 * The deploy step of a server that is not the embedded one: brings the database of DATABASE_URL (its owner) up to date
 * and, where API_PASSWORD and WORKER_PASSWORD are set, gives api and worker a login of their own that owns nothing.
 */
const { databaseUrl } = readSettings(process.env);
if (databaseUrl === undefined)
  throw new Error('DATABASE_URL is not set: name the database to migrate, as its owner');

const applied = await migrate(databaseUrl);
process.stdout.write(applied.length === 0 ? 'Nothing to migrate.\n' : `Migrated: ${applied.join(', ')}.\n`);

const { API_PASSWORD: api, WORKER_PASSWORD: worker } = process.env;
if (api !== undefined && worker !== undefined) {
  await ensureLogins(databaseUrl, {
    api: { user: 'dealtrail_api_login', password: api },
    worker: { user: 'dealtrail_worker_login', password: worker },
  });
  process.stdout.write('Logins: dealtrail_api_login, dealtrail_worker_login.\n');
}
