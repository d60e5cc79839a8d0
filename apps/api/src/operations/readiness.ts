import { pendingMigrations } from '@dealtrail/infra/migrate';

export type ReadinessReport = {
  readonly status: 'ready' | 'unready';
  readonly database: 'reachable' | 'unreachable';
  /** Names of migrations that the database lacks. */
  readonly pendingMigrations: readonly string[];
};

/** An answer later than this counts as none. */
const patienceMs = 2_000;

export class Readiness {
  /** Migrations are never undone while we run: once complete, only the connection is asked about. */
  private isMigrated = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly ping: () => Promise<unknown>,
  ) {}

  async report(): Promise<ReadinessReport> {
    try {
      const pending = await withPatience(
        this.isMigrated ? this.ping().then(() => []) : pendingMigrations(this.databaseUrl),
      );
      this.isMigrated = pending.length === 0;
      return {
        status: this.isMigrated ? 'ready' : 'unready',
        database: 'reachable',
        pendingMigrations: pending,
      };
    } catch {
      return { status: 'unready', database: 'unreachable', pendingMigrations: [] };
    }
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
