import type { Pool } from 'pg';

/**
 * `folding`: its parts fold the past; `catchingUp`: follows the log, no reader sees it yet; `serving`; `kept`: served
 * before and follows the log still, so that a way back is at once; `failed`: stands still before it ever served, see
 * `error`; `dropping`: its rows are being deleted; `dropped`: they are. (One that serves or is kept can stand still too.)
 */
export type BuildState = 'folding' | 'catchingUp' | 'serving' | 'kept' | 'failed' | 'dropping' | 'dropped';

export type Build = {
  readonly jobId: string;
  readonly view: string;
  readonly version: number;
  /** 1, 2, 3 ... of this version in this ledger. */
  readonly build: number;
  readonly state: BuildState;
  /** What it stands still at, with the position; null while it goes on. */
  readonly error: string | null;
  /** How many parts fold the past at most at once; 0: it is short, and no part is needed. */
  readonly parts: number;
  /** All events up to here are in its rows. While it folds: 0. */
  readonly position: number;
  /** The head when it was asked for: from there on it follows the log. */
  readonly target: number;
  /** From 0 to `target` while folding, then `position`, until readers see it or it is given up: there it stands still. */
  readonly eventsFolded: number;
  /** RFC 3339 UTC with six digits. */
  readonly startedAt: string;
  /** When readers saw it last for the first time; null: never. */
  readonly switchedAt: string | null;
  /** When it will be dropped; null: not of itself. */
  readonly keptUntil: string | null;
};

export type ViewVersion = { readonly name: string; readonly version: number };

/** How long a build that served is kept up to date for a way back: 24 hours. */
export const keptMsDefault = 24 * 60 * 60 * 1000;

/** Up to here a runner folds the whole past by itself, page by page, in the time a job takes to be picked up. */
export const shortLogEventsMax = 5_000;

/** Events of the log for each part: some ten seconds of one process. */
export const partEvents = 100_000;

/** More processes than this do not fold one build. */
export const buildPartsMax = 8;

/**
 * Asks for a new build of a view, which takes over once it has caught up. The one under way where there is one; if that
 * one had failed, it is tried again from where it stands. Throws where there is no such ledger.
 */
export const requestBuild = async (pool: Pool, ledgerId: string, view: ViewVersion): Promise<Build> => {
  const jobId = await request(pool, ledgerId, view, false);
  const build = await buildByJob(pool, ledgerId, jobId);
  if (build === undefined) throw new Error(`build ${jobId} of ledger ${ledgerId} is not there`);
  return build;
};

/** Makes the first build of a view in a ledger; nothing where there was one before. */
export const meetView = async (pool: Pool, ledgerId: string, view: ViewVersion): Promise<void> => {
  await request(pool, ledgerId, view, true);
};

const request = async (
  pool: Pool,
  ledgerId: string,
  { name, version }: ViewVersion,
  isFirst: boolean,
): Promise<string> => {
  const { rows } = await pool.query<{ job_id: string }>(
    'select views.request_build($1, $2, $3, $4, $5, $6, $7) as job_id',
    [ledgerId, name, version, isFirst, shortLogEventsMax, partEvents, buildPartsMax],
  );
  if (rows[0] === undefined) throw new Error('a build was asked for and not answered');
  return rows[0].job_id;
};

const selectBuilds = `
  select b.job_id as "jobId", b.view, b.version, b.build, b.parts, b.target,
    case when c.error is not null and b.stage in ('folding', 'catchingUp') then 'failed' else b.stage end as state,
    c.error, coalesce(c.position, 0) as position,
    coalesce(b.folded, case when b.stage = 'folding' then c.events else c.position end, 0) as "eventsFolded",
    b.started_at as "startedAt", b.switched_at as "switchedAt", b.kept_until as "keptUntil"
  from views.builds b left join lateral (
    select max(c.position) filter (where c.part = 0) as position, sum(c.events)::bigint as events,
      (array_agg(c.error order by c.part) filter (where c.error is not null))[1] as error
    from views.checkpoints c
    where c.ledger_id = b.ledger_id and c.view = b.view and c.version = b.version and c.build = b.build
  ) c on true
  where b.ledger_id = $1`;

/** Every build there ever was in a ledger, by view, version and number. */
export const buildsOf = async (pool: Pool, ledgerId: string): Promise<readonly Build[]> => {
  const { rows } = await pool.query<Build>(`${selectBuilds} order by b.view, b.version, b.build`, [ledgerId]);
  return rows;
};

/** Undefined also where the id is of another ledger. */
export const buildByJob = async (pool: Pool, ledgerId: string, jobId: string): Promise<Build | undefined> => {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(jobId)) return undefined;
  const { rows } = await pool.query<Build>(`${selectBuilds} and b.job_id = $2`, [ledgerId, jobId]);
  return rows[0];
};
