-- Policies: records of their own, backed up, never rebuilt.
create table policy_version (
  version     bigint primary key,
  applied_at  timestamptz not null,                -- business time
  recorded_at timestamptz not null default now(),  -- real time
  applied_by  text not null,
  files       jsonb not null,                      -- [{"name","content"}] as they were sent
  documents   jsonb not null                       -- [{"kind","name","version","file"}]
);

-- Since when a workflow fires: it never fires for instants before, unless backfill was asked for. Begins anew when the trigger changes.
create table workflow_activation (
  workflow     text primary key,
  trigger      text not null,
  activated_at timestamptz not null                -- business time
);
