-- Builds: filled copies of a view version in a ledger. One of them serves readers; another can be made beside it and take
-- its place. Locks are taken in one order: views.builds by build, then views.checkpoints.

create table views.builds (
  ledger_id text not null,
  view text not null,
  version integer not null,
  -- 1, 2, 3 ... and never used again: it is in the key of every row of the view's tables.
  build integer not null,
  job_id uuid not null unique default gen_random_uuid(),
  -- folding: the parts fold the past up to target. catchingUp: the runner moves it on, as it does with serving and kept
  -- ones. dropping: its rows are being deleted.
  stage text not null check (stage in ('folding', 'catchingUp', 'serving', 'kept', 'dropping', 'dropped')),
  parts integer not null,
  -- The head when the build was asked for.
  target bigint not null,
  -- Of schema views; null until a runner knows. Whoever asks for a build does not say where rows are deleted.
  tables text[],
  started_at timestamptz not null default clock_timestamp(),
  switched_at timestamptz,
  kept_until timestamptz,
  -- Events folded when its job was over, because readers saw it or it was given up; null until then.
  folded bigint,
  primary key (ledger_id, view, version, build)
);
-- One at a time is being made, and one serves.
create unique index one_under_way on views.builds (ledger_id, view, version) where stage in ('folding', 'catchingUp');
create unique index one_serving on views.builds (ledger_id, view, version) where stage = 'serving';

-- How far a build has come (part 0: what its runner moves) or one of the parts that fold its past, and who moves it.
create table views.checkpoints (
  ledger_id text not null,
  view text not null,
  version integer not null,
  build integer not null,
  part integer not null,
  -- Every event up to here (of a part: of its share) is in the rows, none after.
  position bigint not null default 0,
  -- Of a part: the events of its share up to there.
  events bigint not null default 0,
  -- Rises with each change of owner: a page transaction of an older epoch is refused.
  epoch bigint not null default 0,
  owner text,
  lease_until timestamptz,
  -- What it stands still at; null while it goes on.
  error text,
  primary key (ledger_id, view, version, build, part)
) with (fillfactor = 50);

grant select on views.builds, views.checkpoints to dealtrail_api;
grant select, insert, update, delete on views.builds, views.checkpoints to dealtrail_worker;

-- The job of the build that is under way: made now where there is none, and gone on with where it stood still. in_first:
-- only where the view has no build at all. Up to in_events_min events it takes no part, but the runner's own way.
create function views.request_build(
  in_ledger text, in_view text, in_version integer, in_first boolean, in_events_min bigint, in_events_part bigint,
  in_parts_max integer
) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  head bigint;
  found_build views.builds;
  -- One reading of the clock: what serves at once does not serve before it started.
  asked_at timestamptz := clock_timestamp();
begin
  select l.position into head from log.ledgers l where l.ledger_id = in_ledger;
  if head is null then
    raise exception 'there is no ledger %', in_ledger using errcode = 'no_data_found';
  end if;
  loop
    select * into found_build from views.builds b
    where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version
      and (in_first or b.stage in ('folding', 'catchingUp'))
    limit 1 for update;
    if found then
      if not in_first then
        update views.checkpoints c set error = null
        where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.build = found_build.build
          and c.error is not null;
      end if;
      return found_build.job_id;
    end if;
    insert into views.builds as b
      (ledger_id, view, version, build, stage, parts, target, started_at, switched_at, folded)
    select in_ledger, in_view, in_version, coalesce(max(o.build), 0) + 1,
      case when head = 0 and count(*) = 0 then 'serving' when head <= in_events_min then 'catchingUp' else 'folding' end,
      case when head <= in_events_min then 0 else least(in_parts_max, 1 + head / in_events_part) end, head,
      asked_at, case when head = 0 and count(*) = 0 then asked_at end, case when head = 0 and count(*) = 0 then 0 end
    from views.builds o where o.ledger_id = in_ledger and o.view = in_view and o.version = in_version
    on conflict do nothing returning b.* into found_build;
    if found then
      insert into views.checkpoints (ledger_id, view, version, build, part)
      select in_ledger, in_view, in_version, found_build.build, part from generate_series(0, found_build.parts) part;
      return found_build.job_id;
    end if;
  end loop;
end
$$;

-- Once every part has come to the target, the runner moves the build on from there. The parts must have seen as many events
-- as there are positions: a log that lacks one stops the build. 'joined', or null: not yet, or not any more.
create function views.join_parts(in_ledger text, in_view text, in_version integer, in_build integer)
returns text language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  joined views.builds;
  seen bigint;
begin
  select * into joined from views.builds b
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.build = in_build
    and b.stage = 'folding'
  for update;
  if not found or exists (
    select from views.checkpoints c
    where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.build = in_build
      and c.part > 0 and c.position < joined.target
  ) then
    return null;
  end if;
  select sum(c.events) into seen from views.checkpoints c
  where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.build = in_build and c.part > 0;
  update views.checkpoints c
  set position = case when seen = joined.target then joined.target else 0 end,
    error = case when seen <> joined.target
      then format('the log has %s events up to position %s: some are missing', seen, joined.target) end
  where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.build = in_build and c.part = 0;
  if seen <> joined.target then return null; end if;
  update views.builds b set stage = 'catchingUp'
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.build = in_build;
  return 'joined';
end
$$;

-- Holds the build that serves where it is until the transaction ends, so that another may come up to it, and gives its
-- position; null where none serves.
create function views.hold_serving(in_ledger text, in_view text, in_version integer)
returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  held bigint;
begin
  -- All of them: which one serves may change while one waits for a lock.
  perform from views.builds b
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.stage <> 'dropped'
  order by b.build for update;
  select c.position into held
  from views.builds b join views.checkpoints c using (ledger_id, view, version, build)
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.stage = 'serving' and c.part = 0
  for update of c;
  return held;
end
$$;

-- Lets readers see another build: never one that has seen less than the one that serves, so that none goes back in time.
-- 'switched', 'serving' (it does already), 'behind', 'absent' (there is no such build, or it is not whole).
create function views.switch_to(in_ledger text, in_view text, in_version integer, in_build integer, in_kept_for interval)
returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wanted views.builds;
  serving views.builds;
  positions bigint[];
begin
  perform views.hold_serving(in_ledger, in_view, in_version);
  select * into wanted from views.builds b
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.build = in_build;
  select * into serving from views.builds b
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.stage = 'serving';
  if wanted.stage = 'serving' then return 'serving'; end if;
  if wanted.stage is null or wanted.stage not in ('catchingUp', 'kept') then return 'absent'; end if;
  select array_agg(c.position order by c.build = in_build) into positions from views.checkpoints c
  where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.part = 0
    and c.build in (in_build, serving.build);
  if positions[cardinality(positions)] < wanted.target or positions[cardinality(positions)] < positions[1] then
    return 'behind';
  end if;
  -- One is kept, the one that served until now: what was kept before would be moved on for nothing.
  perform views.drop_build(in_ledger, in_view, in_version, b.build) from views.builds b
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.stage = 'kept'
    and b.build <> in_build;
  update views.builds b set stage = 'kept', kept_until = clock_timestamp() + in_kept_for
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.build = serving.build;
  update views.builds b set stage = 'serving', switched_at = clock_timestamp(), kept_until = null,
    folded = coalesce(b.folded, positions[cardinality(positions)])
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.build = in_build;
  -- An older version of the view in code: its readers have the same time to go away.
  update views.builds b set kept_until = clock_timestamp() + in_kept_for
  where b.ledger_id = in_ledger and b.view = in_view and b.version < in_version and b.stage = 'serving'
    and b.kept_until is null;
  return 'switched';
end
$$;

-- Gives a build up; its rows are deleted by the worker. 'dropping', 'serving' (refused), 'absent'. Without its checkpoints
-- nobody can move it, nor read it, from this very commit on.
create function views.drop_build(in_ledger text, in_view text, in_version integer, in_build integer)
returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wanted views.builds;
begin
  select * into wanted from views.builds b
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.build = in_build for update;
  if wanted.stage is null or wanted.stage = 'dropped' then return 'absent'; end if;
  if wanted.stage = 'dropping' then return 'dropping'; end if;
  if wanted.stage = 'serving' and not exists (
    select from views.builds b
    where b.ledger_id = in_ledger and b.view = in_view and b.version > in_version and b.stage = 'serving'
  ) then
    return 'serving';
  end if;
  if wanted.folded is null then
    select coalesce(case when wanted.stage = 'folding' then sum(c.events) else max(c.position) filter (where c.part = 0) end, 0)
    into wanted.folded from views.checkpoints c
    where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.build = in_build;
  end if;
  delete from views.checkpoints c
  where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.build = in_build;
  update views.builds b set stage = 'dropping', kept_until = null, folded = wanted.folded
  where b.ledger_id = in_ledger and b.view = in_view and b.version = in_version and b.build = in_build;
  return 'dropping';
end
$$;

-- Lets every build of a view that stands still go on from where it stands; gives how many did.
create function views.resume(in_ledger text, in_view text, in_version integer)
returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  resumed integer;
begin
  update views.checkpoints c set error = null
  where c.ledger_id = in_ledger and c.view = in_view and c.version = in_version and c.error is not null;
  get diagnostics resumed = row_count;
  return resumed;
end
$$;

revoke all on all functions in schema views from public;
grant execute on all functions in schema views to dealtrail_worker;
grant execute on function views.request_build, views.hold_serving, views.switch_to, views.drop_build,
  views.resume to dealtrail_api;
