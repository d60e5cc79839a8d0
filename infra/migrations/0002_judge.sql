-- How the appends of a group are judged one by one, where they are not all plainly news (0003_append.sql).

-- Why an append is not simply written; `unchanged` is the one that is accepted all the same.
create type log.verdict as (
  ord bigint, result text, version bigint, "position" bigint, recorded_at timestamptz, stream_id text,
  event_id uuid, type text, need bigint, holder text
);

-- What a group comes to; see log.append.
create type log.answer as (
  ord bigint, result text, version bigint, "position" bigint, recorded_at timestamptz, stream_id text,
  event_id uuid, type text, need bigint, holder text, versions bigint[], waited_us bigint
);

-- The first condition of each append of a group that does not hold; none where all do. See log.append for the arrays.
create function log.unmet_needs(
  in_ledger text, in_streams text[],
  need_of bigint[], need_kind text[], need_scope text[], need_key text[], need_version bigint[]
) returns table (of bigint, ord bigint, kind text, holder text)
language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
  select distinct on (n.of) n.of, n.ord, n.kind, r.holder
  from unnest(need_of, need_kind, need_scope, need_key, need_version) with ordinality
    as n(of, kind, scope, key, version, ord)
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
    when 'reserve' then r.holder <> in_streams[n.of]
    else false end
  order by n.of, n.ord
$$;

-- What becomes of the appends (in_ords) that are not simply written, in the order of judging.
create function log.verdicts(
  in_ledger text, in_ords bigint[], in_streams text[], in_expected bigint[], in_commands text[],
  in_fingerprints bytea[], in_unmet bigint[], in_unmet_kinds text[], in_holders text[]
) returns setof log.verdict
language sql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
  select j.ord, j.result, coalesce(first.version, j.version, 0), coalesce(first.position, j.position),
    coalesce(first.recorded_at, j.recorded_at), coalesce(first.stream_id, j.stream_id),
    case when j.is_event then first.event_id end, case when j.is_event then first.type end,
    case when j.result in ('reserved', 'requirementFailed') then in_unmet[j.ord] end,
    case when j.result = 'reserved' then in_holders[j.ord] end
  from (
    select o.ord, in_streams[o.ord] as stream_id, s.version, s.position, s.recorded_at,
      c.position as first_position, c.is_event,
      case
        when c.fingerprint = in_fingerprints[o.ord] then 'replayed'
        when c.fingerprint is not null then 'commandIdReused'
        when in_expected[o.ord] <> coalesce(s.version, 0) then 'versionConflict'
        when in_unmet_kinds[o.ord] = 'reserve' then 'reserved'
        when in_unmet[o.ord] is not null then 'requirementFailed'
        else 'unchanged'
      end as result
    from unnest(in_ords) as o(ord)
    left join lateral (
      select e.fingerprint, e.position, true as is_event from log.events e
      where e.ledger_id = in_ledger and e.command_id = in_commands[o.ord]
      union all
      select q.fingerprint, q.position, false from log.quiet_commands q
      where q.ledger_id = in_ledger and q.command_id = in_commands[o.ord]
    ) c on true
    left join lateral (
      select e.version, e.position, e.recorded_at from log.events e
      where e.ledger_id = in_ledger and e.stream_id = in_streams[o.ord]
      order by e.version desc limit 1
    ) s on true
  ) j
  left join log.events first on j.result = 'replayed' and first.ledger_id = in_ledger and first.position = j.first_position
  order by j.ord
$$;

-- Names that the written appends of a group take and give up.
create function log.move_reservations(
  in_ledger text, in_streams text[], need_of bigint[], need_kind text[], need_scope text[], need_key text[],
  in_refused bigint[]
) returns void
language sql set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
  delete from log.reservations r
  using unnest(need_of, need_kind, need_scope, need_key) as n(of, kind, scope, key)
  where n.kind = 'release' and n.of <> all (in_refused) and r.ledger_id = in_ledger and r.scope = n.scope
    and r.key_digest = sha256(convert_to(n.key, 'UTF8')) and r.holder = in_streams[n.of];
  insert into log.reservations (ledger_id, scope, key_digest, key, holder)
  select in_ledger, n.scope, sha256(convert_to(n.key, 'UTF8')), n.key, in_streams[n.of]
  from unnest(need_of, need_kind, need_scope, need_key) as n(of, kind, scope, key)
  where n.kind = 'reserve' and n.of <> all (in_refused)
  on conflict do nothing
$$;

-- The version that each stream is at where it is named first (in_firsts), 0 where there is none and at every repeat: to
-- find the end of a long stream reads a whole page of the index.
create function log.stream_versions(in_ledger text, in_streams text[], in_firsts integer[]) returns bigint[]
language plpgsql stable
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return array(
    select case when a.first = a.ord then coalesce((
        select e.version from log.events e where e.ledger_id = in_ledger and e.stream_id = a.stream_id
        order by e.version desc limit 1), 0) else 0 end
    from unnest(in_streams, in_firsts) with ordinality as a(stream_id, first, ord)
    order by a.ord);
end
$$;

-- A group of which some appends may be refused, repeats or changing nothing: each is judged, under the lock that the
-- caller holds. Arrays and answer as of log.append.
create function log.append_judged(
  head log.ledgers, start timestamptz, waited bigint, in_dry_run boolean,
  in_streams text[], in_firsts integer[], in_expected bigint[], in_commands text[], in_fingerprints bytea[],
  in_event_ids uuid[], in_types text[], in_schema_versions integer[], in_payloads json[],
  need_of bigint[], need_kind text[], need_scope text[], need_key text[], need_version bigint[]
) returns setof log.answer language plpgsql
  set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  in_ledger text := head.ledger_id;
  unmet bigint[];
  unmet_kinds text[];
  holders text[];
  odd bigint[];
  odds log.verdict[];
  refused bigint[] := '{}';
  bases bigint[];
  written bigint := 0;
begin
  select array_agg(u.ord order by a.ord), array_agg(u.kind order by a.ord), array_agg(u.holder order by a.ord)
  into unmet, unmet_kinds, holders
  from generate_series(1, cardinality(in_streams)) as a(ord)
  left join log.unmet_needs(in_ledger, in_streams, need_of, need_kind, need_scope, need_key, need_version) u
    on u.of = a.ord;

  bases := log.stream_versions(in_ledger, in_streams, in_firsts);
  select array_agg(a.ord) into odd
  from unnest(in_firsts, in_expected, in_commands, in_event_ids) with ordinality
    as a(first, expected, command_id, event_id, ord)
  left join lateral (
    select true as is_known from log.events e
    where e.ledger_id = in_ledger and e.command_id = a.command_id limit 1
  ) c on true
  left join lateral (
    select true as is_known from log.quiet_commands q
    where q.ledger_id = in_ledger and q.command_id = a.command_id limit 1
  ) q on true
  where a.event_id is null or c.is_known or q.is_known or unmet[a.ord] is not null or a.expected <> bases[a.first];

  select array_agg(v), coalesce(array_agg(v.ord) filter (where v.result <> 'unchanged'), '{}') into odds, refused
  from log.verdicts(in_ledger, odd, in_streams, in_expected, in_commands, in_fingerprints,
                    unmet, unmet_kinds, holders) v;

  if not in_dry_run then
    -- Versions within a stream: at any version, each comes after those before it in the group.
    insert into log.events (ledger_id, position, event_id, stream_id, version, type, schema_version, recorded_at,
      command_id, fingerprint, payload)
    select in_ledger, head.position + row_number() over by_ord, a.event_id, a.stream_id,
      bases[a.first] + row_number() over (partition by a.first order by a.ord), a.type, a.schema_version,
      start + (row_number() over by_ord - 1) * interval '1 microsecond', a.command_id, a.fingerprint, a.payload
    from unnest(in_streams, in_firsts, in_commands, in_fingerprints, in_event_ids, in_types, in_schema_versions,
        in_payloads) with ordinality
      as a(stream_id, first, command_id, fingerprint, event_id, type, schema_version, payload, ord)
    where odd is null or a.ord <> all (odd)
    window by_ord as (order by a.ord);
    get diagnostics written = row_count;
    update log.ledgers l
    set position = head.position + written, recorded_at = start + (written - 1) * interval '1 microsecond'
    where l.ledger_id = in_ledger and written > 0;
    insert into log.quiet_commands (ledger_id, command_id, fingerprint, position)
    select in_ledger, in_commands[o.ord], in_fingerprints[o.ord], o.position
    from unnest(odds) o where o.result = 'unchanged';
    perform log.move_reservations(in_ledger, in_streams, need_of, need_kind, need_scope, need_key, refused);
  end if;

  return query select 0::bigint, 'written', null::bigint, head.position + 1, start, null::text, null::uuid, null::text,
    null::bigint, null::text, bases, waited;
  return query select o.*, null::bigint[], null::bigint from unnest(odds) o;
end
$$;
