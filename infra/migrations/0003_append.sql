-- The door of the log: how a group of appends is written, and which position an instant comes to.

-- Appends a group. The caller sees to it that no append of it writes what another of it reads or writes
-- (libs/ledger/src/footprint.ts), but that many may add to one stream at any version: so each is judged alone against the
-- log as it stands under the lock; a refused one leaves nothing. in_any: some append takes its stream at any version.
-- in_needs: the conditions of all appends, in the order of judging.
create function log.append(
  in_ledger text, in_dry_run boolean, in_any boolean, in_asked log.asked[], in_needs log.need[]
) returns log.answer language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  -- Planned once. The look-ups into tables are lateral with a limit: by index, whatever a young table's statistics say.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  head log.ledgers;
  start timestamptz := clock_timestamp();
  news constant bigint := cardinality(in_asked);
  waited bigint := 0;
  bases bigint[];
  written bigint;
begin
  -- Mostly every append of a group is news. It is taken at its word: the unique indexes say whether a command is known
  -- and whether a stream has come further than expected. Whatever else stands in the way leaves a row out. Then nothing
  -- of this remains, and each append is judged.
  if not in_dry_run then
    begin
      -- The head row first and alone: a statement that locks and looks up would not see what committed while it waited.
      -- By the same transaction that writes (a lock of the one around it would make each append a multixact), and where it
      -- waited, PostgreSQL reckons with the row and the clock as they are then.
      update log.ledgers l
      set position = l.position + news, recorded_at =
        greatest(clock_timestamp(), l.recorded_at + interval '1 microsecond') + (news - 1) * interval '1 microsecond'
      where l.ledger_id = in_ledger
      returning * into head;
      waited := extract(epoch from clock_timestamp() - start) * 1000000;
      head.position := head.position - news;
      start := head.recorded_at - (news - 1) * interval '1 microsecond';
      if head.ledger_id is null
        or cardinality(in_needs) > 0 and exists (select from log.unmet_needs(in_ledger, in_needs)) then
        raise unique_violation;
      end if;
      if in_any then
        bases := log.stream_versions(in_ledger, in_asked);
      end if;
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
