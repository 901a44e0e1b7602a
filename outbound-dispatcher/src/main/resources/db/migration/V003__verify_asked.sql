-- How often somebody asked that the target be read: a worker that ends forgets only what was asked before it looked.
alter table account add column verify_asked bigint not null default 0;
