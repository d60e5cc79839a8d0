-- What an append says and what becomes of it, and how the appends of a group are judged one by one where they are not all
-- plainly news (0003_append.sql).

-- One append of a group. Its expected version is null where any will do; `first` says which append of the group is the
-- first on its stream (from 1), `nth` which of those it is itself; the event's columns are null where it changes nothing.
create type log.asked as (
  stream_id text, first integer, nth integer, expected bigint, command_id text, fingerprint bytea,
  event_id uuid, type text, schema_version integer, payload json
);

-- A condition of append `of` (from 1), whose stream is stream_id. Kinds: exists (stream `key`), at (stream `key` at
-- `version`), free (no holder), reserve, release.
create type log.need as (of bigint, stream_id text, kind text, scope text, key text, version bigint);

-- Why an append is not simply written; `unchanged` is the one that is accepted all the same.
create type log.verdict as (
  ord bigint, result text, version bigint, "position" bigint, recorded_at text, stream_id text,
  event_id uuid, type text, need bigint, holder text
);

-- What a group comes to: position and time of its first new event. The new events follow each other in position and, by a
-- microsecond each, in time, so nothing more need be told of them. `versions`, where any version would do: at each
-- stream's first append, its version before the group. `odds`: verdicts of the appends that were not simply written.
create type log.answer as (
  "position" bigint, recorded_at timestamptz, versions bigint[], waited_us bigint, odds json
);

-- The first condition of each append of a group that does not hold; none where all do.
create function log.unmet_needs(in_ledger text, in_needs log.need[])
returns table (of bigint, ord bigint, kind text, holder text)
language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
  select distinct on (n.of) n.of, n.ord, n.kind, r.holder
  from unnest(in_needs) with ordinality as n(of, stream_id, kind, scope, key, version, ord)
  left join lateral (
    select r.holder from log.reservations r
    where n.kind in ('free', 'reserve') and r.ledger_id = in_ledger and r.scope = n.scope
      and r.key_digest = sha256(convert_to(n.key, 'UTF8'))
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
    when 'reserve' then r.holder <> n.stream_id
    else false end
  order by n.of, n.ord
$$;

-- What becomes of the appends that are not simply written, in the order of judging.
create function log.verdicts(in_ledger text, in_asked log.asked[], in_needs log.need[]) returns setof log.verdict
language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
  select j.ord, j.result, coalesce(first.version, j.version, 0), coalesce(first.position, j.position),
    to_char(coalesce(first.recorded_at, j.recorded_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    coalesce(first.stream_id, j.stream_id),
    case when j.is_event then first.event_id end, case when j.is_event then first.type end,
    case when j.result in ('reserved', 'requirementFailed') then j.unmet end,
    case when j.result = 'reserved' then j.holder end
  from (
    select a.ord, a.stream_id, s.version, s.position, s.recorded_at, c.position as first_position, c.is_event,
      u.ord as unmet, u.holder,
      case
        when c.fingerprint = a.fingerprint then 'replayed'
        when c.fingerprint is not null then 'commandIdReused'
        when a.expected <> coalesce(s.version, 0) then 'versionConflict'
        when u.kind = 'reserve' then 'reserved'
        when u.ord is not null then 'requirementFailed'
        when a.event_id is null then 'unchanged'
      end as result
    from unnest(in_asked) with ordinality as a(
      stream_id, first, nth, expected, command_id, fingerprint, event_id, type, schema_version, payload, ord)
    left join log.unmet_needs(in_ledger, in_needs) u on u.of = a.ord
    left join lateral (
      select e.fingerprint, e.position, true as is_event from log.events e
      where e.ledger_id = in_ledger and e.command_id = a.command_id
      union all
      select q.fingerprint, q.position, false from log.quiet_commands q
      where q.ledger_id = in_ledger and q.command_id = a.command_id
    ) c on true
    left join lateral (
      select e.version, e.position, e.recorded_at from log.events e
      where e.ledger_id = in_ledger and e.stream_id = a.stream_id
      order by e.version desc limit 1
    ) s on true
  ) j
  left join log.events first on j.result = 'replayed' and first.ledger_id = in_ledger and first.position = j.first_position
  where j.result is not null
  order by j.ord
$$;

-- Names that the written appends of a group take and give up.
create function log.move_reservations(in_ledger text, in_needs log.need[], in_refused bigint[]) returns void
language sql set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
  delete from log.reservations r
  using unnest(in_needs) as n
  where n.kind = 'release' and n.of <> all (in_refused) and r.ledger_id = in_ledger and r.scope = n.scope
    and r.key_digest = sha256(convert_to(n.key, 'UTF8')) and r.holder = n.stream_id;
  insert into log.reservations (ledger_id, scope, key_digest, key, holder)
  select in_ledger, n.scope, sha256(convert_to(n.key, 'UTF8')), n.key, n.stream_id
  from unnest(in_needs) as n
  where n.kind = 'reserve' and n.of <> all (in_refused)
  on conflict do nothing
$$;

-- The version that each stream is at where it is named first, 0 where there is none and at every repeat: to find the end
-- of a long stream reads a whole page of the index.
create function log.stream_versions(in_ledger text, in_asked log.asked[]) returns bigint[]
language plpgsql stable
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return array(
    select case when a.first = a.ord then coalesce((
        select e.version from log.events e where e.ledger_id = in_ledger and e.stream_id = a.stream_id
        order by e.version desc limit 1), 0) else 0 end
    from unnest(in_asked) with ordinality as a(
      stream_id, first, nth, expected, command_id, fingerprint, event_id, type, schema_version, payload, ord)
    order by a.ord);
end
$$;

-- A group of which some appends may be refused, repeats or changing nothing: each is judged, under the lock of the head
-- row. Arguments and answer as of log.append; in_waited: microseconds that it has waited for that row before.
create function log.append_judged(
  in_ledger text, in_dry_run boolean, in_asked log.asked[], in_needs log.need[], in_waited bigint
) returns log.answer language plpgsql
  set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  head log.ledgers;
  start timestamptz := clock_timestamp();
  waited bigint;
  odds log.verdict[];
  odd bigint[];
  refused bigint[];
  bases bigint[];
  written bigint;
begin
  -- Alone, as in log.append: what committed meanwhile is seen from the next statement on.
  select * into head from log.ledgers l where l.ledger_id = in_ledger for update;
  if not found then
    raise exception 'there is no ledger %', in_ledger using errcode = 'no_data_found';
  end if;
  waited := in_waited + extract(epoch from clock_timestamp() - start) * 1000000;
  start := greatest(clock_timestamp(), head.recorded_at + interval '1 microsecond');
  bases := log.stream_versions(in_ledger, in_asked);
  select coalesce(array_agg(v), '{}'), coalesce(array_agg(v.ord), '{}'),
    coalesce(array_agg(v.ord) filter (where v.result <> 'unchanged'), '{}')
  into odds, odd, refused
  from log.verdicts(in_ledger, in_asked, in_needs) v;

  if not in_dry_run then
    -- Versions within a stream: at any version, each comes after those before it in the group.
    insert into log.events (ledger_id, position, event_id, stream_id, version, type, schema_version, recorded_at,
      command_id, fingerprint, payload)
    select in_ledger, head.position + row_number() over by_ord, a.event_id, a.stream_id,
      bases[a.first] + row_number() over (partition by a.first order by a.ord), a.type, a.schema_version,
      start + (row_number() over by_ord - 1) * interval '1 microsecond', a.command_id, a.fingerprint, a.payload
    from unnest(in_asked) with ordinality as a(
      stream_id, first, nth, expected, command_id, fingerprint, event_id, type, schema_version, payload, ord)
    where a.ord <> all (odd)
    window by_ord as (order by a.ord);
    get diagnostics written = row_count;
    update log.ledgers l
    set position = head.position + written, recorded_at = start + (written - 1) * interval '1 microsecond'
    where l.ledger_id = in_ledger and written > 0;
    insert into log.quiet_commands (ledger_id, command_id, fingerprint, position)
    select in_ledger, a.command_id, a.fingerprint, o.position
    from unnest(odds) o
    join unnest(in_asked) with ordinality as a(
      stream_id, first, nth, expected, command_id, fingerprint, event_id, type, schema_version, payload, ord) using (ord)
    where o.result = 'unchanged';
    perform log.move_reservations(in_ledger, in_needs, refused);
  end if;

  return row(head.position + 1, start, bases, waited, (select json_agg(o order by o.ord) from unnest(odds) o))::log.answer;
end
$$;
