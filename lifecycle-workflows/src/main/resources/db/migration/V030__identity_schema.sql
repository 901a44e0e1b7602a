-- Schemas and resource types as the gateway has told them: what a scope's filter means. A projection like the others.
create table identity_schema (like projection including all);

-- +1 with every change of identity_schema: policies are read anew, by whichever replica decides next.
create table schema_version (
  one     boolean primary key default true check (one),
  version bigint not null
);
insert into schema_version (version) values (0);
