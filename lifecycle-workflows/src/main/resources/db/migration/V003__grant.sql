-- The whole desired access of a person in an application, one row for ever: the version never restarts.
create table access_grant (
  identity     text not null,
  application  text not null,
  version      bigint not null,
  status       text not null check (status in ('active', 'disabled', 'absent')),
  entitlements jsonb not null,
  reasons      jsonb not null,
  valid_from   timestamptz,
  valid_to     timestamptz,
  changed_at   timestamptz not null,
  primary key (identity, application)
);
create index access_grant_application on access_grant (application) where status <> 'absent';

-- Revocations by rule that took effect: what the limit counts.
create table revocation (
  identity    text not null,
  application text not null,
  at          timestamptz not null
);
create index revocation_at on revocation (at);

-- A limit that was reached: revocations by rule are held from then on until a person lets them pass.
create table revocation_trip (
  tripped_at  timestamptz primary key,
  allowed     bigint not null,
  released_at timestamptz,
  released_by text
);

-- Broken separations of duties, from when to when.
create table sod_violation (
  identity text not null,
  rule     text not null,
  since    timestamptz not null,
  detail   jsonb not null,
  primary key (identity, rule)
);
