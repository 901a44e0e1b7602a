-- A /Bulk that is answered before it is done (RFC 9967 §2.5.1.2).
create table bulk_request (
    id             text collate "C" primary key,    -- of the transaction: Set-Txn
    client         text not null,                   -- who alone sees it
    context        jsonb not null,                  -- who sent it, and the chain of causes
    base           text not null,                   -- where resources are, seen from the client
    fail_on_errors integer not null,
    created_at     timestamptz not null default now(),
    ended_at       timestamptz
);
create index bulk_request_open on bulk_request (client) where ended_at is null;

-- json, not jsonb: as it was sent, whatever PostgreSQL could not store of it.
create table bulk_operation (
    request_id text collate "C" not null references bulk_request on delete cascade,
    n          integer not null,                    -- its place in the request, from 0
    operation  json not null,                       -- of one that is done without its data: they are personal
    made_id    text collate "C",                    -- of a circle of groups: the group that is there and has its members still to come
    outcome    json,                                -- {"status":201,"id","location","version","response"}, written with the change itself
    primary key (request_id, n)
);
