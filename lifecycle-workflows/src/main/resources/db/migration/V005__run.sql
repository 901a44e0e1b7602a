-- Runs of workflows: started once for each (workflow, identity, generation), kept for ever.
create table run (
  id             text primary key,
  workflow       text not null,
  workflow_version bigint not null,
  category       text not null,
  trigger        text not null,
  identity       text not null,
  generation     text not null,
  scheduled_for  timestamptz not null,       -- business time
  started_at     timestamptz,
  completed_at   timestamptz,
  state          text not null check (state in ('queued', 'inProgress', 'completed', 'completedWithErrors', 'failed', 'canceled')),
  late           boolean not null,
  reason         text,
  changes        jsonb not null,             -- what changed, for triggers on changes
  correlation_id text not null,
  causation_id   text,
  lane           text not null,
  unique (workflow, identity, generation)
);
create index run_identity on run (identity);

create table run_task (
  run          text not null references run,
  number       int not null,
  type         text not null,
  state        text not null check (state in ('inProgress', 'completed', 'failed')),
  started_at   timestamptz not null,
  completed_at timestamptz,
  failure      text,
  primary key (run, number)
);

-- Mails: the row is 'sending' before SMTP; a repeat has the same Message-ID; there is never a second one.
create table mail (
  id           text primary key,
  message_id   text not null unique,
  run          text not null references run,
  task         int not null,
  recipient    text not null,
  cc           text[] not null,
  subject      text not null,
  body         text not null,
  state        text not null check (state in ('sending', 'sent', 'failed')),
  created_at   timestamptz not null default now(),
  sent_at      timestamptz,
  failure      text,
  unique (run, task, recipient)
);
