-- One row per living SCIM resource of whatever type; a deleted one leaves the table, so that its names are free at once.
create table resource (
    id                 text collate "C" primary key,
    type               text collate "C" not null,
    document           jsonb not null,                  -- normalized, without id, meta, groups, members and password
    folded             jsonb not null,                  -- the same with every caseExact=false string in its normal form: what filters compare
    version            bigint not null default 1,       -- of (topic, key): +1 with every event
    membership_version bigint not null default 0,       -- of all memberships of this group: the version of their events
    etag               bigint not null default 1,       -- SCIM's meta.version: also changes with members and password
    created            timestamptz not null,
    last_modified      timestamptz not null
);
create index resource_of_type on resource (type, id);
create index resource_modified on resource (type, last_modified, id);
-- Any equality of the filter grammar is a containment of the folded document.
create index resource_equality on resource using gin (folded jsonb_path_ops);
create unique index user_name_taken on resource ((folded ->> 'userName')) where type = 'User';
create unique index employee_number_taken
    on resource ((folded #>> '{urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,employeeNumber}'))
    where type = 'User';
create unique index group_name_taken on resource ((folded ->> 'displayName')) where type = 'Group';

-- The last versions of what is gone, so that no key of a topic can start again.
create table retired_resource (
    id                 text collate "C" primary key,
    type               text collate "C" not null,
    version            bigint not null,
    membership_version bigint not null,
    deleted_at         timestamptz not null
);

-- Argon2id only; a table of its own, so that no query over resources can show it.
create table password (
    user_id text collate "C" primary key references resource on delete cascade,
    hash    text not null,
    set_at  timestamptz not null
);

-- No foreign keys: whoever adds locks group and members, and the memberships of a deleted group go in chunks after its commit.
create table membership (
    group_id    text collate "C" not null,
    member_id   text collate "C" not null,
    member_type text collate "C" not null,
    version     bigint not null,
    added_at    timestamptz not null,
    primary key (group_id, member_id)
);
create index membership_of_member on membership (member_id, group_id);

-- A deleted group whose membership tombstones are still to follow, with what their events have to say.
create table departing_group (
    group_id           text collate "C" primary key,
    display_name       text,
    membership_version bigint not null,
    context            jsonb not null,
    deleted_at         timestamptz not null
);

-- All groups of a resource: its own ('direct'), and those that hold them, up to five levels ('indirect'). Cycles end by themselves.
create function groups_of(member text) returns table (group_id text, display text, type text)
    language sql stable
    begin atomic
        with recursive reached (id, level) as (
            select m.group_id, 1 from membership m where m.member_id = member
            union
            select m.group_id, r.level + 1 from membership m join reached r on m.member_id = r.id where r.level < 5
        )
        select g.id, g.document ->> 'displayName', case when min(r.level) = 1 then 'direct' else 'indirect' end
        from reached r join resource g on g.id = r.id
        group by g.id, g.document ->> 'displayName';
    end;
