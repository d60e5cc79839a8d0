-- What running the house needs beside the log and the views.

-- What an auditor looked at is on the record too. Written before the answer goes out; nobody can take it back.
create table access.reads (
  at timestamptz not null default clock_timestamp(),
  ledger_id text not null,
  key_id text not null,
  principal text not null,
  method text not null,
  url text not null
);
create index reads_by_time on access.reads (ledger_id, at);
grant insert on access.reads to dealtrail_api;

-- Outcome of the scheduled walk over each log: dense positions, rising times, a head that agrees. One row per ledger.
create table views.log_checks (
  ledger_id text primary key,
  checked_at timestamptz not null default clock_timestamp(),
  -- Walked up to here.
  position bigint not null,
  -- What is wrong, with the position; null: nothing.
  fault text
);
grant select on views.log_checks to dealtrail_api;
grant select, insert, update, delete on views.log_checks to dealtrail_worker;

-- Jobs of BullMQ. The worker keeps what is in here by itself, and may make no other schema.
create schema jobs authorization dealtrail_worker;
