-- In which epoch of the store it was begun. A store whose epoch has been raised tells everything in it once, by itself.
alter table republication add column epoch integer not null default 1;
