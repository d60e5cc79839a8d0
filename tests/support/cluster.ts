import type { Logins } from '../../infra/src/logins.ts';
import type { ServerBinaries } from '../../infra/src/server-binaries.ts';

/** What global-setup hands to the test files, through the environment that jest's workers inherit. */
export type TestCluster = {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  readonly logins: Logins;
  readonly pristine: PristineCluster;
};

/** A cluster as initdb leaves it, which never ran: a copy is made in a moment, another initdb takes seconds. */
export type PristineCluster = {
  readonly binaries: ServerBinaries;
  readonly data: string;
  /** The superuser's in every copy. */
  readonly password: string;
};

export const clusterVariable = 'DEALTRAIL_TEST_CLUSTER';
export const templateDatabase = 'dealtrail_template';

export const clusterOfThisRun = (): TestCluster => {
  const text = process.env[clusterVariable];
  if (text === undefined) throw new Error('No test cluster: run through jest, whose globalSetup starts one.');
  return JSON.parse(text) as TestCluster;
};

type Run = { tearDown?: () => Promise<void> };

/** From global-setup to global-teardown, which jest may load as separate modules of one process. */
export const run: Run = ((globalThis as { dealtrailTestRun?: Run }).dealtrailTestRun ??= {});
