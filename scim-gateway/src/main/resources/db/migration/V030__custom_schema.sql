-- Schemas and resource types that a platform team has added to the built-in ones, whole documents.
create table custom_schema (
    key        text collate "C" primary key,        -- a schema's URN; urn:ietf:params:scim:schemas:core:2.0:ResourceType:NAME
    document   jsonb not null,
    changed_at timestamptz not null default now(),
    changed_by text not null
);

-- +1 with every change of custom_schema: each replica looks whether it knows the newest.
create table schema_version (
    one     boolean primary key default true check (one),
    version bigint not null
);
insert into schema_version (version) values (0);

-- For who writes a resource of a type with added attributes: the version that holds until the end of the transaction. A change of the
-- schemas waits for such writers and then counts what is in use (the exclusive form of this lock). The version is read after the lock
-- is held: each statement of this function sees what was committed before it.
create function held_schema_version() returns bigint language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(hashtext('muster.schemas'));
    return (select version from schema_version);
end
$$;

-- Values of added attributes that are unique on this server, in the form in which they are compared.
create table unique_value (
    type        text collate "C" not null,
    attribute   text collate "C" not null,          -- canonical path: number, urn:…:User:badge
    value       text collate "C" not null,
    resource_id text collate "C" not null references resource on delete cascade,
    primary key (type, attribute, value)
);
create index unique_value_of_resource on unique_value (resource_id);
