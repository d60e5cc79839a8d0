import { execFileSync } from 'node:child_process';
import { mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
// By file, not by room: jest loads this file before its own module resolution is there.
import { startEmbeddedPostgres } from '../../infra/src/embedded-postgres.ts';
import { ensureLogins } from '../../infra/src/logins.ts';
import { migrate } from '../../infra/src/migrate.ts';
import { initialise, prepare } from '../../infra/src/prepare-cluster.ts';
import { type PristineCluster, type TestCluster, clusterVariable, run, templateDatabase } from './cluster.ts';
import { reapAfterUs } from './reaper.ts';

/** Before a server ever ran on it, and with a copy kept as it is. */
const makeCluster = async (home: string): Promise<PristineCluster> => {
  const cluster = await prepare({ home, durable: false });
  const log = await open(cluster.logFile, 'a', 0o600);
  await initialise(cluster, log.fd);
  await log.close();
  const data = join(cluster.folder, 'pristine');
  execFileSync('cp', ['-a', cluster.data, data]);
  return { binaries: cluster.binaries, data, password: cluster.password };
};

/** One PostgreSQL per run, thrown away afterwards, with one migrated template that each test file's database is cloned from. */
const setup = async (): Promise<void> => {
  const home = await mkdtemp(join(tmpdir(), 'dealtrail-test-'));
  const pristine = await makeCluster(home);
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
  const cluster: TestCluster = { adminUrl: server.adminUrl, logins: { api, worker }, pristine };
  process.env[clusterVariable] = JSON.stringify(cluster);
};

export default setup;
