import { pendingMigrations } from '@dealtrail/infra/migrate';

export type ReadinessReport = {
  readonly status: 'ready' | 'unready';
  readonly database: 'reachable' | 'unreachable';
  /** Names of migrations that the database lacks. */
  readonly pendingMigrations: readonly string[];
  /** Views of this process's code that are still being built, for example `deal-current@2`. */
  readonly viewsBeingBuilt: readonly string[];
  /**
   * Views that stand still at an event. No reason to be unready: the others are served, and of these what was known before
   * it; another process would serve them no better.
   */
  readonly viewsFailed: readonly string[];
};

/** An answer later than this counts as none. */
const patienceMs = 2_000;

export class Readiness {
  /** Migrations are never undone while we run: once complete, only the connection is asked about. */
  private isMigrated = false;
  /** The same of the views: a ledger that is made later has its own in a moment. */
  private areBuilt = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly ping: () => Promise<unknown>,
    private readonly unserved: () => Promise<readonly string[]>,
    private readonly failed: () => Promise<readonly string[]>,
  ) {}

  async report(): Promise<ReadinessReport> {
    try {
      return await withPatience(this.look());
    } catch {
      const views = { viewsBeingBuilt: [], viewsFailed: [] };
      return { status: 'unready', database: 'unreachable', pendingMigrations: [], ...views };
    }
  }

  private async look(): Promise<ReadinessReport> {
    const pending = this.isMigrated
      ? await this.ping().then(() => [])
      : await pendingMigrations(this.databaseUrl);
    this.isMigrated = pending.length === 0;
    const unserved = this.areBuilt || !this.isMigrated ? [] : await this.unserved();
    this.areBuilt ||= this.isMigrated && unserved.length === 0;
    return {
      status: this.isMigrated && this.areBuilt ? 'ready' : 'unready',
      database: 'reachable',
      pendingMigrations: pending,
      viewsBeingBuilt: unserved,
      viewsFailed: this.isMigrated ? await this.failed() : [],
    };
  }
}

const withPatience = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(patienceMs)} ms`));
    }, patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
