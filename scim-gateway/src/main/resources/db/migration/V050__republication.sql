-- The current state told once more, at an administrator's wish: how far each has come. One at a time.
create table republication (
    id                text collate "C" primary key,
    context           jsonb not null,                         -- who asked, for the events
    requested_by      text not null,
    requested_at      timestamptz not null,
    stage             text not null default 'schemas' check (stage in ('schemas', 'resources', 'memberships', 'done', 'stopped')),
    after_id          text collate "C" not null default '',   -- the last resource, or the group of the last membership, that was told
    after_member      text collate "C" not null default '',
    resources         bigint not null default 0,
    memberships       bigint not null default 0,
    total_resources   bigint not null,
    total_memberships bigint not null,
    ended_at          timestamptz
);
create unique index republication_open on republication ((true)) where ended_at is null;
