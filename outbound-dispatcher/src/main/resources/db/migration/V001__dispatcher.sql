-- What others told us: the latest of each person and each grant (see intake).
create table person (
    like projection including all,
    manager text generated always as
        (resource -> 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' -> 'manager' ->> 'value') stored
);
create index person_manager on person (manager) where manager is not null;

create table access_grant (
    like projection including all,
    identity    text generated always as (split_part(key, ':', 1)) stored,
    application text generated always as (substr(key, strpos(key, ':') + 1)) stored
);
create index access_grant_identity on access_grant (identity, application);
create index access_grant_application on access_grant (application);

-- The Target documents in force.
create table target (
    name       text primary key,
    revision   bigint not null default 1,
    file       text not null,
    document   jsonb not null,
    applied_by text not null,
    applied_at timestamptz not null default now()
);

-- One row per person and target: what should be (revision), and what the target was last known to hold.
create table account (
    identity         text not null,
    target           text not null,
    status           text not null default 'pending',
    target_id        text,
    active           boolean not null default false,
    written          jsonb not null default '{}',        -- attributes as we sent them
    seen             jsonb not null default '{}',        -- attributes as the target showed them after that
    entitlements     jsonb not null default '[]',
    desired_revision bigint not null default 1,
    applied_revision bigint not null default 0,
    verify           boolean not null default false,     -- read the target before writing
    drifted          boolean not null default false,     -- somebody changed the account in the target
    uncertain_since  timestamptz,                        -- a create without an answer, real time
    last_attempt     jsonb,
    reason           text,
    updated_at       timestamptz not null default now(),
    primary key (identity, target)
);
create unique index account_link on account (target, target_id) where target_id is not null;
create index account_target on account (target, identity);

create table attempt (
    id       bigint generated always as identity primary key,
    identity text not null,
    target   text not null,
    at       timestamptz not null default now(),
    action   text not null,
    outcome  text not null,
    answer   text
);
create index attempt_identity on attempt (identity, target, id desc);
create index attempt_target on attempt (target, id desc);

-- Names of entitlements that Muster has ever given in a target: those it minds.
create table known_entitlement (
    target text not null,
    name   text not null,
    primary key (target, name)
);

-- Accounts of a target that belong to nobody we know, as of the last reconciliation.
create table unmanaged_account (
    target     text not null,
    target_id  text not null,
    attributes jsonb not null,
    seen_at    timestamptz not null default now(),
    primary key (target, target_id)
);

-- Accounts lately disabled or deleted, for the limits.
create table taken_away (
    target   text not null,
    kind     text not null,
    identity text not null,
    at       timestamptz not null default now(),
    primary key (target, kind, identity)
);
create index taken_away_at on taken_away (target, kind, at);
create table limit_state (
    target      text primary key,
    tripped_at  timestamptz,
    released_at timestamptz not null default '-infinity'
);

create table quarantine (
    target   text primary key,
    since    timestamptz not null default now(),
    reason   text not null,
    probe_at timestamptz not null,
    wait     interval not null
);

create table reconciliation (
    target      text primary key,
    finished_at timestamptz,
    accounts    integer not null default 0,
    drifted     integer not null default 0,
    unmanaged   integer not null default 0,
    error       text
);
