import type { Pool } from 'pg';

/** The worker's connections to the database, acting as dealtrail_worker. */
export class WorkerPool {
  constructor(readonly pool: Pool) {}
}
