-- Accounts whose disable or deletion waits at a limit, and those of them that a person has let pass since.
create table held_takeaway (
    target   text not null,
    kind     text not null,
    identity text not null,
    released boolean not null default false,
    primary key (target, kind, identity)
);
