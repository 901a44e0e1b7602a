-- Tables of the runtime, the same in every service on PostgreSQL. Versions below 1; a service's own start at 1.

-- Which store this is. epoch is raised when the store is restored from a backup; consumers compare (epoch, version).
create table store (
    one   boolean primary key default true check (one),
    id    uuid not null default gen_random_uuid(),
    epoch integer not null default 1 check (epoch > 0)
);
insert into store default values;

-- Business time: real time plus an offset that only grows, and only where muster.test-clock is true.
create table business_clock (
    one    boolean primary key default true check (one),
    ahead  interval not null default interval '0' check (ahead >= interval '0')
);
insert into business_clock default values;

create function business_now() returns timestamptz language sql stable parallel safe as
    'select now() + (select ahead from business_clock)';

-- Events that are committed and not yet sent. seq is taken while the changed row is locked: per key it is the order.
create table outbox (
    seq        bigint generated always as identity primary key,
    topic      text not null,
    key        text not null,
    headers    jsonb not null default '{}',
    value      bytea,                                            -- null: a tombstone
    created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Who may send. Real time of the database; the epoch grows with each change of hands.
create table relay_lease (
    name  text primary key,
    owner text not null,
    epoch bigint not null,
    until timestamptz not null
);

-- What is to be done: one row per kind and key, level-triggered.
create table due (
    kind        text not null,
    key         text not null,
    priority    smallint not null check (priority between 0 and 3),
    due_at      timestamptz not null,                            -- business time; infinity: failed, until marked again
    not_before  timestamptz not null default '-infinity',        -- real time: back-off
    generation  bigint not null default 1,                       -- + 1 with each mark
    attempts    integer not null default 0,                      -- failures in a row
    epoch       bigint not null default 0,                       -- + 1 with each claim
    lease_owner text,
    lease_until timestamptz,                                     -- real time
    cause       jsonb,                                           -- what marked it last: ids and lane of an event
    last_error  text,
    marked_at   timestamptz not null default clock_timestamp(),
    primary key (kind, key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
create index due_claim on due (kind, priority, due_at);

-- How far the intake is, stored with the data.
create table intake_offset (
    topic         text not null,
    partition     integer not null,
    next          bigint not null,
    bootstrap_end bigint not null,
    reached       boolean not null default false,
    primary key (topic, partition)
) with (fillfactor = 50);

create table intake_state (
    one          boolean primary key default true check (one),
    completed_at timestamptz                                     -- end of bootstrap
);
insert into intake_state default values;

-- Records that could not be read or taken.
create table parked (
    id        text primary key,
    topic     text not null,
    partition integer not null,
    at_offset bigint not null,
    sent_at   timestamptz not null,
    key       text,
    headers   jsonb not null,
    value     bytea,
    cause     text not null,
    parked_at timestamptz not null default clock_timestamp(),
    unique (topic, partition, at_offset)
);

-- Events of history topics that were taken, as long as the topic may show them again.
create table seen_event (
    event_id text primary key,
    seen_at  timestamptz not null default now()
);
create index seen_event_age on seen_event (seen_at);

-- The form of a projection of a state topic: create table directory_user (like projection including all, …generated columns…).
create table projection (
    key            text primary key,
    epoch          integer not null,
    version        bigint not null,
    deleted        boolean not null,
    resource       jsonb,
    event_id       text not null,
    correlation_id text not null,
    traceparent    text,
    lane           text not null,
    occurred_at    timestamptz not null,
    at_partition   integer not null,
    at_offset      bigint not null,
    updated_at     timestamptz not null default clock_timestamp()
);
comment on table projection is 'template, always empty';
