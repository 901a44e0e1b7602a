-- Opaque bearer tokens, for clients that know nothing of OIDC. The secret itself is nowhere: who reads this table cannot call.
create table scim_token (
    id                  text collate "C" primary key,   -- UUIDv7: in the order of issuing
    hash                bytea not null unique,          -- SHA-256 of the secret: what a request is looked up by
    client              text collate "C" not null,      -- client_id: the actor of its events
    scopes              text[] not null,
    requests_per_second integer not null,
    burst               integer not null,
    created_at          timestamptz not null,
    created_by          text not null,
    expires_at          timestamptz not null,
    last_used_at        timestamptz,                    -- at most a minute behind
    revoked_at          timestamptz,
    revoked_by          text
);
create index scim_token_of_client on scim_token (client, id);
