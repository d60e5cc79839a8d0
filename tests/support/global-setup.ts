import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
// By file, not by room: jest loads this file before its own module resolution is there.
import { startEmbeddedPostgres } from '../../infra/src/embedded-postgres.ts';
import { ensureLogins } from '../../infra/src/logins.ts';
import { migrate } from '../../infra/src/migrate.ts';
import { type TestCluster, clusterVariable, run, templateDatabase } from './cluster.ts';
import { reapAfterUs } from './reaper.ts';

/** One PostgreSQL per run, thrown away afterwards, with one migrated template that each test file's database is cloned from. */
const setup = async (): Promise<void> => {
  const home = await mkdtemp(join(tmpdir(), 'dealtrail-test-'));
  const server = await startEmbeddedPostgres({ home, durable: false });
  run.tearDown = reapAfterUs(server.pid, [dirname(server.dataFolder), home]);
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query(`create database ${templateDatabase}`);
  await admin.end();
  await migrate(server.urlOf(templateDatabase));
  const api = { user: 'test_api', password: 'test_api' };
  const worker = { user: 'test_worker', password: 'test_worker' };
  await ensureLogins(server.adminUrl, { api, worker });
  const cluster: TestCluster = { adminUrl: server.adminUrl, logins: { api, worker } };
  process.env[clusterVariable] = JSON.stringify(cluster);
};

export default setup;
