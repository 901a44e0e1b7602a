-- Memberships that a restored store never had and of which an administrator said that they are none: said once in an epoch.
create table denied_membership (
    group_id  text collate "C" not null,
    member_id text collate "C" not null,
    epoch     integer not null,
    denied_at timestamptz not null default now(),
    primary key (group_id, member_id, epoch)
);
