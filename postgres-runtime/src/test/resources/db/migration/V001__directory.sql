create table directory_user (like projection including all, user_name text generated always as (lower(resource ->> 'userName')) stored);
create table provisioned (n bigint generated always as identity, event_id text not null, replayed boolean not null);
create table thing (id text primary key);
create table user_change (n bigint generated always as identity, event_id text not null);
