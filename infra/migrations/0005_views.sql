-- Read models: what libs/views folds from the log. Every row can be thrown away and folded again.
-- A view has a table of rows (the state of a key as at changed_at) and, where lists ask for it, an index: filter columns
-- per key and span of positions, so that a list can be asked as at any past position. to_position is the first position
-- at which the row no longer held; null while it holds. Keys and days are ordered by bytes ("C"), as the lists are, whatever
-- the database's collation. A new version of a view gets tables of its own beside these; the builds of one version, of
-- which readers see one (0007_builds.sql), lie in the same tables.

-- Deals: stages, parties, the span of every value claimed.
create table views.deal_current_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null,
  changed_at bigint not null,
  -- json, not jsonb: key order and bytes stay as folded.
  state json not null,
  primary key (ledger_id, build, key)
);

create index deals_by_change on views.deal_current_v1 (ledger_id, build, changed_at);

-- A deal can be said to be of several classes: the list is asked by any of them and then judges which one stands.
-- *_low and *_high span every standing claim, so that a filter on them never leaves out a deal whichever claim wins.
create table views.deal_current_index_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null collate "C",
  from_position bigint not null,
  to_position bigint,
  classes text[] not null,
  stages text[] not null,
  parties text[] not null,
  related text[] not null,
  currencies text[] not null,
  value_low numeric,
  value_high numeric,
  announced_low text collate "C",
  announced_high text collate "C",
  primary key (ledger_id, build, key, from_position)
);
create index deals_by_value on views.deal_current_index_v1 (ledger_id, build, value_high);
create index deals_by_day on views.deal_current_index_v1 (ledger_id, build, announced_high);
create index deals_by_party on views.deal_current_index_v1 using gin (parties);
create index deals_by_relation on views.deal_current_index_v1 using gin (related);

-- Claims of a deal, a financing or a party.
create table views.claims_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null,
  changed_at bigint not null,
  state json not null,
  primary key (ledger_id, build, key)
);

create table views.claims_index_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null collate "C",
  from_position bigint not null,
  to_position bigint,
  contestable integer not null,
  primary key (ledger_id, build, key, from_position)
);

create table views.financings_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null,
  changed_at bigint not null,
  state json not null,
  primary key (ledger_id, build, key)
);

create table views.financings_index_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null collate "C",
  from_position bigint not null,
  to_position bigint,
  funds text[] not null,
  parties text[] not null,
  stages text[] not null,
  primary key (ledger_id, build, key, from_position)
);
create index financings_by_deal on views.financings_index_v1 using gin (funds);
create index financings_by_party on views.financings_index_v1 using gin (parties);

-- Parties: every name they ever had, folded for finding.
create table views.parties_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null,
  changed_at bigint not null,
  state json not null,
  primary key (ledger_id, build, key)
);

create table views.parties_index_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null collate "C",
  from_position bigint not null,
  to_position bigint,
  names text[] not null,
  identifiers text[] not null,
  primary key (ledger_id, build, key, from_position)
);
create index parties_by_identifier on views.parties_index_v1 using gin (identifiers);

create table views.sources_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null,
  changed_at bigint not null,
  state json not null,
  primary key (ledger_id, build, key)
);

create table views.sources_index_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null collate "C",
  from_position bigint not null,
  to_position bigint,
  tier text not null,
  primary key (ledger_id, build, key, from_position)
);

-- Share-price moves, per stream that they were recorded against.
create table views.stock_reactions_v1 (
  ledger_id text not null,
  build integer not null,
  key text not null,
  changed_at bigint not null,
  state json not null,
  primary key (ledger_id, build, key)
);

grant select on all tables in schema views to dealtrail_api;
grant select, insert, update, delete on all tables in schema views to dealtrail_worker;
