-- The event log, the one place where facts live.
-- Every key begins with ledger_id: a ledger always sits whole on one node.

-- Roles belong to the cluster, not to this database: another database's migration may have made them, even just now.
do $$
declare
  wanted text;
  -- From PostgreSQL 16 on, who makes a role is a member that may hand it on, but may not act as it; before, any member may.
  acting constant text :=
    case when current_setting('server_version_num')::integer >= 160000 then 'set' else 'member' end;
begin
  foreach wanted in array array['dealtrail_api', 'dealtrail_worker'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise insufficient_privilege using message = format(
            'the login %1$I may not create roles. A superuser must first run: alter role %1$I createrole', current_user);
      end;
    end if;
    -- Whoever migrates may act as both: also a login that is no superuser but may create roles.
    if not pg_has_role(current_user, wanted, acting) then
      begin
        execute format('grant %I to current_user', wanted);
      exception when insufficient_privilege then
        -- Another login made them, for a database of its own on this server.
        raise insufficient_privilege using message = format(
          'the login %1$I may not act as %2$I, which is there already. A superuser must first run: '
          'grant dealtrail_api, dealtrail_worker to %1$I', current_user, wanted);
      end;
    end if;
  end loop;
end
$$;

create schema log;

-- The head of each ledger. Whoever appends locks this row first: so position order is commit order.
create table log.ledgers (
  ledger_id text primary key,
  -- Changes when the ledger is restored from a backup: a reader's cursor of another epoch is worthless.
  epoch uuid not null default gen_random_uuid(),
  created_at timestamptz not null default clock_timestamp(),
  position bigint not null default 0,
  recorded_at timestamptz
) with (fillfactor = 10); -- Updated by every append: room on the page keeps those updates off the index.

create table log.events (
  ledger_id text not null,
  position bigint not null,
  event_id uuid not null,
  stream_id text not null,
  version bigint not null,
  type text not null,
  schema_version integer not null,
  recorded_at timestamptz not null,
  -- Its command, with what tells the same request from another: asked again, it gives its first answer.
  command_id text not null,
  fingerprint bytea not null,
  -- json, not jsonb: the bytes come back as they went in, at 1.45 times the rate of appends.
  payload json not null,
  -- Every index costs each append 5 to 15 %, so each names the query it serves. Forward reads, in order:
  primary key (ledger_id, position),
  -- One stream, and its version:
  unique (ledger_id, stream_id, version),
  -- One event, and what a command points at:
  unique (ledger_id, event_id),
  -- A command asked again:
  unique (ledger_id, command_id)
);
-- Forward reads of some types only:
create index events_by_type on log.events (ledger_id, type, position);

-- Commands that changed nothing and whose caller may ask again: the rest are with their event.
create table log.quiet_commands (
  ledger_id text not null,
  command_id text not null,
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  -- The last event of its stream then.
  position bigint not null,
  primary key (ledger_id, command_id)
);

-- Names that at most one stream of a ledger may hold.
create table log.reservations (
  ledger_id text not null,
  scope text not null,
  -- A key (a URL, say) may be longer than an index entry.
  key_digest bytea not null,
  key text not null,
  holder text not null,
  primary key (ledger_id, scope, key_digest)
);

create function log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'log.% is append-only: % is refused', tg_table_name, lower(tg_op)
    using errcode = 'integrity_constraint_violation',
          hint = 'Record a correction or a retraction as a new event.';
end
$$;
create trigger events_are_immutable before update or delete or truncate on log.events
  for each statement execute function log.refuse_change();
create trigger quiet_commands_are_immutable before update or delete or truncate on log.quiet_commands
  for each statement execute function log.refuse_change();
-- Always: session_replication_role cannot switch them off.
alter table log.events enable always trigger events_are_immutable;
alter table log.quiet_commands enable always trigger quiet_commands_are_immutable;

create schema views;

-- Grants. The roles own nothing and only read the log: the API appends through a function (0003_append.sql).
grant usage on schema log, views, migrations to dealtrail_api, dealtrail_worker;
grant select on all tables in schema log, migrations to dealtrail_api, dealtrail_worker;
