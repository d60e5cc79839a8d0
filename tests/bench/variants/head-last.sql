-- log.append (infra/migrations/0003_append.sql) with the head row taken last: sorted locks of its own on everything that is
-- looked up, then the look-ups, then the head row and the insert. Only for `npm run bench -- head`.
create or replace function log.append(
  in_ledger text, in_dry_run boolean, in_any boolean, in_asked log.asked[], in_needs log.need[]
) returns log.answer language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  -- Planned once. The look-ups into tables are lateral with a limit: by index, whatever a young table's statistics say.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  head log.ledgers;
  start timestamptz := clock_timestamp();
  waited bigint := 0;
  bases bigint[];
  news constant bigint := cardinality(in_asked);
  are_met boolean;
  written bigint;
begin
  -- Every stream, name and command that the group has to do with, in one order for all: what is looked up now still holds
  -- when the head row is taken.
  perform pg_advisory_xact_lock(n.lock) from (
    select distinct hashtextextended(in_ledger || ' ' || k.key, 0) as lock
    from (
      select 's ' || a.stream_id as key from unnest(in_asked) a
      union all select 'c ' || a.command_id from unnest(in_asked) a
      union all select case when n.kind in ('exists', 'at') then 's ' || n.key else 'n ' || n.scope || ' ' || n.key end
      from unnest(in_needs) n
    ) k
    order by 1
  ) n;
  are_met := cardinality(in_needs) = 0 or not exists (select from log.unmet_needs(in_ledger, in_needs));
  if in_any and are_met then
    bases := log.stream_versions(in_ledger, in_asked);
  end if;
  if not in_dry_run and are_met then
    begin
      update log.ledgers l
      set position = l.position + news, recorded_at =
        greatest(clock_timestamp(), l.recorded_at + interval '1 microsecond') + (news - 1) * interval '1 microsecond'
      where l.ledger_id = in_ledger
      returning * into head;
      waited := extract(epoch from clock_timestamp() - start) * 1000000;
      head.position := head.position - news;
      start := head.recorded_at - (news - 1) * interval '1 microsecond';
      insert into log.events (ledger_id, position, event_id, stream_id, version, type, schema_version, recorded_at,
        command_id, fingerprint, payload)
      select in_ledger, head.position + a.ord, a.event_id, a.stream_id, coalesce(a.expected, bases[a.first]) + a.nth,
        a.type, a.schema_version, start + (a.ord - 1) * interval '1 microsecond', a.command_id, a.fingerprint, a.payload
      from unnest(in_asked) with ordinality as a(
        stream_id, first, nth, expected, command_id, fingerprint, event_id, type, schema_version, payload, ord)
      where a.event_id is not null
        and not exists (
          select from log.quiet_commands q where q.ledger_id = in_ledger and q.command_id = a.command_id)
        and (coalesce(a.expected, 0) = 0 or exists (
          select from log.events e
          where e.ledger_id = in_ledger and e.stream_id = a.stream_id and e.version = a.expected));
      get diagnostics written = row_count;
      if written < news then
        raise unique_violation;
      end if;
      if cardinality(in_needs) > 0 then
        perform log.move_reservations(in_ledger, in_needs, '{}');
      end if;
      return row(head.position + 1, start, bases, waited, null)::log.answer;
    exception when unique_violation then
      null; -- An event id that is taken is thrown where each is judged.
    end;
  end if;
  return log.append_judged(in_ledger, in_dry_run, in_asked, in_needs, waited);
end
$$;
