-- Attributes that the client may neither see nor write, by their canonical paths.
alter table scim_token add column hidden text[] not null default '{}';
