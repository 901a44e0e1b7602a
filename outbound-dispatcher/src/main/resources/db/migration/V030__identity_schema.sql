-- Schemas and resource types as the gateway has told them: what a filter in a mapping means. A projection like the others.
create table identity_schema (like projection including all);

-- +1 with every change of identity_schema: filters are read anew, by whichever replica works next.
create table schema_version (
  one     boolean primary key default true check (one),
  version bigint not null
);
insert into schema_version (version) values (0);
