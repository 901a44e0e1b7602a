-- The key under which cursors of lists are sealed (AES-256), the same for all replicas; made at first need. A deleted row makes all
-- cursors that are out worthless, and the next page makes another key.
create table cursor_key (
    one     boolean primary key default true check (one),
    secret  bytea not null check (length(secret) = 32),
    made_at timestamptz not null
);

-- Lists of one type in the order of the ids: with one index over types PostgreSQL would rather walk all ids and leave the others out.
create index resource_of_users on resource (id) where type = 'User';
create index resource_of_groups on resource (id) where type = 'Group';
drop index resource_of_type;

-- Lists by name: the expressions are those that a search sorts by, so that a page reads its own rows wherever it begins.
create index user_by_name on resource ((left(folded #>> '{userName}', 200)) collate "C", id) where type = 'User';
create index group_by_name on resource ((left(folded #>> '{displayName}', 200)) collate "C", id) where type = 'Group';
