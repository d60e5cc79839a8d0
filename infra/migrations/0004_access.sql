-- Who may ask: API keys, one ledger each. Of a secret only its SHA-256 is kept.
create schema access;

create table access.api_keys (
  id text primary key check (id ~ '^[a-z0-9]{8,32}$'),
  ledger_id text not null references log.ledgers,
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
  role text not null check (role in ('reader', 'analyst', 'auditor', 'admin')),
  -- The actor of every event that is recorded with this key.
  principal text not null check (length(principal) between 1 and 200),
  created_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create index api_keys_by_ledger on access.api_keys (ledger_id, created_at);

-- A key is made and revoked, never rewritten and never forgotten: events name its principal.
grant usage on schema access to dealtrail_api;
grant select, insert on access.api_keys to dealtrail_api;
grant update (revoked_at) on access.api_keys to dealtrail_api;
