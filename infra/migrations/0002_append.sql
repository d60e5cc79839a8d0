-- The door of the log: how a group of appends is judged and written, and which position an instant comes to.

-- Appends a group. Arrays run side by side: element i of the first eight is append i (its event's are null where nothing
-- changed); the need_* arrays hold the conditions of all appends, need_of naming whose (from 1), in the order of judging.
-- need_kind: exists (stream need_key), at (stream need_key at need_version), free (no holder), reserve, release.
-- The caller sees to it that no append of a group writes what another of it reads or writes (libs/ledger/src/group.ts),
-- so each is judged alone against the log as it stands under the lock; a refused one leaves nothing.
create function log.append(
  in_ledger text, in_dry_run boolean,
  in_streams text[], in_expected bigint[], in_commands text[], in_fingerprints text[],
  in_event_ids uuid[], in_types text[], in_schema_versions integer[], in_payloads text[],
  need_of bigint[], need_kind text[], need_scope text[], need_key text[], need_version bigint[]
) returns table (
  ord bigint, result text, version bigint, "position" bigint, recorded_at timestamptz, stream_id text,
  event_id uuid, type text, need bigint, holder text
) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  -- Planned once. The look-ups into tables are lateral with a limit: by index, whatever a young table's statistics say.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  head log.ledgers;
  start timestamptz;
begin
  -- The lock first and alone: a statement that locks and looks up would not see what committed while it waited.
  select * into head from log.ledgers l where l.ledger_id = in_ledger for update;
  if not found then
    raise exception 'there is no ledger %', in_ledger using errcode = 'no_data_found';
  end if;
  start := greatest(clock_timestamp(), head.recorded_at + interval '1 microsecond');

  return query
  with asked as (
    select * from unnest(in_streams, in_expected, in_commands, in_fingerprints, in_event_ids, in_types,
                         in_schema_versions, in_payloads) with ordinality
      as a(stream_id, expected, command_id, fingerprint, event_id, type, schema_version, payload, ord)
  ), need as (
    select n.*, sha256(convert_to(n.key, 'UTF8')) as digest
    from unnest(need_of, need_kind, need_scope, need_key, need_version) with ordinality
      as n(of, kind, scope, key, version, ord)
  ), unmet as (
    select distinct on (n.of) n.of, n.ord, n.kind, r.holder
    from need n
    left join lateral (
      select r.holder from log.reservations r
      where n.kind in ('free', 'reserve') and r.ledger_id = in_ledger and r.scope = n.scope and r.key_digest = n.digest
      limit 1
    ) r on true
    left join lateral (
      select e.version from log.events e
      where n.kind in ('exists', 'at') and e.ledger_id = in_ledger and e.stream_id = n.key
      order by e.version desc limit 1
    ) s on true
    where case n.kind
      when 'exists' then s.version is null
      when 'at' then coalesce(s.version, 0) <> n.version
      when 'free' then r.holder is not null
      when 'reserve' then r.holder <> in_streams[n.of]
      else false end
    order by n.of, n.ord
  ), judged as (
    select a.*, c.position as first_position, c.changed as first_changed, u.ord as unmet, u.holder,
      coalesce(s.version, 0) as last_version, s.position as last_position, s.recorded_at as last_recorded_at,
      case
        when c.fingerprint = decode(a.fingerprint, 'hex') then 'replayed'
        when c.fingerprint is not null then 'commandIdReused'
        when coalesce(s.version, 0) <> a.expected then 'versionConflict'
        when u.kind = 'reserve' then 'reserved'
        when u.kind is not null then 'requirementFailed'
        else 'appended'
      end as result
    from asked a
    left join lateral (
      select c.fingerprint, c.position, c.changed from log.commands c
      where c.ledger_id = in_ledger and c.command_id = a.command_id limit 1
    ) c on true
    left join lateral (
      select e.version, e.position, e.recorded_at from log.events e
      where e.ledger_id = in_ledger and e.stream_id = a.stream_id
      order by e.version desc limit 1
    ) s on true
    left join unmet u on u.of = a.ord
  ), numbered as (
    select j.*, j.result = 'appended' and j.event_id is not null as is_new,
      count(*) filter (where j.result = 'appended' and j.event_id is not null) over (order by j.ord) as nth
    from judged j
  ), placed as (
    select n.*,
      case when n.is_new then n.expected + 1 else n.last_version end as version,
      case when n.is_new then head.position + n.nth else n.last_position end as position,
      case when n.is_new then start + (n.nth - 1) * interval '1 microsecond' else n.last_recorded_at end as recorded_at
    from numbered n
  ), moved_head as (
    update log.ledgers l set position = p.position, recorded_at = p.recorded_at
    from (select p.position, p.recorded_at from placed p where p.is_new order by p.ord desc limit 1) p
    where l.ledger_id = in_ledger and not in_dry_run
  ), new_events as (
    insert into log.events (ledger_id, position, event_id, stream_id, version, type, schema_version, recorded_at,
      command_id, payload)
    select in_ledger, p.position, p.event_id, p.stream_id, p.version, p.type, p.schema_version, p.recorded_at,
      p.command_id, p.payload::json
    from placed p where p.is_new and not in_dry_run order by p.ord
  ), new_commands as (
    insert into log.commands (ledger_id, command_id, fingerprint, position, changed)
    select in_ledger, p.command_id, decode(p.fingerprint, 'hex'), p.position, p.is_new
    from placed p where p.result = 'appended' and not in_dry_run
  ), new_reservations as (
    insert into log.reservations (ledger_id, scope, key_digest, key, holder)
    select in_ledger, n.scope, n.digest, n.key, p.stream_id
    from need n join placed p on p.ord = n.of
    where n.kind = 'reserve' and p.result = 'appended' and not in_dry_run
    on conflict do nothing
  ), released as (
    delete from log.reservations r using need n, placed p
    where n.kind = 'release' and p.ord = n.of and p.result = 'appended' and not in_dry_run
      and r.ledger_id = in_ledger and r.scope = n.scope and r.key_digest = n.digest and r.holder = p.stream_id
  )
  select p.ord, p.result,
    coalesce(first.version, p.version), coalesce(first.position, p.position),
    coalesce(first.recorded_at, p.recorded_at), coalesce(first.stream_id, p.stream_id),
    case when p.result = 'replayed' then first.event_id else p.event_id end,
    case when p.result = 'replayed' then first.type else p.type end,
    p.unmet, p.holder
  from placed p
  left join lateral (
    select e.version, e.position, e.recorded_at, e.stream_id, case when p.first_changed then e.event_id end as event_id,
      case when p.first_changed then e.type end as type
    from log.events e
    where p.result = 'replayed' and e.ledger_id = in_ledger and e.position = p.first_position limit 1
  ) first on true
  order by p.ord;
end
$$;

-- The largest position recorded at or before an instant, 0 when none is; null: later than both the clock and the head.
-- Positions are dense and recorded_at rises with them, so a binary search over the primary key needs no other index.
create function log.position_at(in_ledger text, in_instant timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  head log.ledgers;
  low bigint := 0;
  high bigint;
  middle bigint;
begin
  select * into head from log.ledgers l where l.ledger_id = in_ledger;
  if not found then
    raise exception 'there is no ledger %', in_ledger using errcode = 'no_data_found';
  end if;
  if head.recorded_at is null or in_instant > head.recorded_at then
    -- Past the head as seen: wait for appends in flight, which took their time before they commit.
    select * into head from log.ledgers l where l.ledger_id = in_ledger for share;
    if head.recorded_at is null or in_instant >= head.recorded_at then
      if in_instant > clock_timestamp() and (head.recorded_at is null or in_instant > head.recorded_at) then
        return null;
      end if;
      -- At most a microsecond: an append after this one takes a later time than the instant that was answered for.
      while clock_timestamp() <= in_instant and in_instant is distinct from head.recorded_at loop null; end loop;
      return head.position;
    end if;
  end if;
  high := head.position;
  while low < high loop
    middle := (low + high + 1) / 2;
    if (select e.recorded_at from log.events e where e.ledger_id = in_ledger and e.position = middle) <= in_instant then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;

insert into log.ledgers (ledger_id) values ('main');

-- A function is open to everybody unless it is said otherwise.
revoke all on all functions in schema log from public;
grant execute on function log.position_at to dealtrail_api, dealtrail_worker;
grant execute on function log.append to dealtrail_api;
