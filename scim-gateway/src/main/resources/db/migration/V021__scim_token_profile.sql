-- How the client's PATCH requests are read where the RFC and the client mean different things; rfc or entra.
alter table scim_token add column profile text not null default 'rfc';
