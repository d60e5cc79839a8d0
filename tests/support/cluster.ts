import type { Logins } from '../../infra/src/logins.ts';

/** What global-setup hands to the test files, through the environment that jest's workers inherit. */
export type TestCluster = {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  readonly logins: Logins;
};

export const clusterVariable = 'DEALTRAIL_TEST_CLUSTER';
export const templateDatabase = 'dealtrail_template';

type Run = { tearDown?: () => Promise<void> };

/** From global-setup to global-teardown, which jest may load as separate modules of one process. */
export const run: Run = ((globalThis as { dealtrailTestRun?: Run }).dealtrailTestRun ??= {});
