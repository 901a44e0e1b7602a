-- Who has authority over which attribute: one client each, the writes of all others are refused or ignored.
create table attribute_authority (
    attribute text primary key,                     -- canonical path: name, urn:…:User:department, or the URN of an extension
    client    text not null,
    ignored   boolean not null
);

-- Refused requests, counted until the minute is over and its event is out.
create table refusal (
    client text not null,
    reason text not null,
    minute timestamptz not null,
    count  bigint not null,
    primary key (minute, client, reason)
);

-- What was published on the schemas topic: a start publishes only what has changed.
create table published_schema (
    urn     text primary key,
    sha256  text not null,
    version bigint not null
);
