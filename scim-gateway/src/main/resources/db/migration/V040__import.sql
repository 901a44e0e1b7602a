-- A file of people: planned as a whole, then written row by row. Its header stays, its rows go after some days.
create table import (
    id             text collate "C" primary key,
    state          text not null,                   -- planning, running; ended: planned (a dry run), done, refused, cancelled
    stage          text not null,                   -- of what is being done: order, rows, missing, decision, write
    mode           text not null,                   -- delta, full
    dry_run        boolean not null,
    allow_disables bigint,                          -- what the request allowed in the place of the mapping's limit
    mapping        text,                            -- YAML as it was sent; goes with the rows
    mapping_name   text not null,
    file_name      text not null,
    file_bytes     bigint not null,
    file_sha256    text not null,
    rows           integer not null default 0,      -- rows of the file
    context        jsonb not null,                  -- who sent it, and the chain of causes
    missing_after  text collate "C" not null default '', -- how far those who are missing have been looked for
    waited         bigint not null default 0,       -- milliseconds that the rows since paced have waited for others
    paced          integer not null default 0,
    disables       jsonb,                           -- how many would be disabled, of how many people, and how many may be
    totals         jsonb,                           -- once it has ended
    reason         text,                            -- of a refusal
    notes          jsonb not null default '[]',
    created_at     timestamptz not null default now(),
    ended_at       timestamptz
);
create index import_open on import (id) where ended_at is null;

create table import_row (
    import_id       text collate "C" not null references import on delete cascade,
    n               integer not null,               -- the file's rows in their order, then people who are missing in it
    line            integer,                        -- where the row begins; null for a person who is missing
    cells           jsonb,                          -- texts of the columns that the mapping reads
    key             text collate "C",               -- folded; null where it cannot be read
    manager_key     text collate "C",
    wave            integer not null default 1000,  -- managers before those who report to them; who is disabled before all
    status          text not null,                  -- pending, planned, written, unchanged, rejected
    action          text,                           -- create, update, disable
    new_id          text collate "C",               -- the id of the person, if he is created
    user_id         text collate "C",               -- the person found
    manager_id      text collate "C",
    names           jsonb,                          -- the unique names that he has afterwards, folded: {"userName":"alice"}
    changes         jsonb,
    reason          text,
    warnings        jsonb,
    primary key (import_id, n)
);
create index import_row_work on import_row (import_id, status, wave, n);
create index import_row_key on import_row (import_id, key);
create index import_row_manager on import_row (import_id, manager_key);
create index import_row_person on import_row (import_id, user_id);
create index import_row_new_person on import_row (import_id, new_id);
create index import_row_names on import_row using gin (names jsonb_path_ops) where status = 'planned';
