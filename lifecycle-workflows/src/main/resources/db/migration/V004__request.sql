create table access_request (
  id             text primary key,
  person         text not null,
  access_package text not null,
  package_version bigint not null,
  status         text not null check (status in ('pending', 'approved', 'denied', 'expired', 'cancelled')),
  justification  text not null,
  until          date,
  requested_by   text not null,
  requested_at   timestamptz not null,
  zone           text not null,
  stage          int not null,               -- the stage that is decided now; the number of stages when all are
  deadline       timestamptz,                -- of the current stage
  valid_from     timestamptz,                -- of the access, once approved
  valid_to       timestamptz,
  reason         text,
  correlation_id text not null,
  last_event     text,                       -- what the next event of this request is caused by
  grants         jsonb not null,             -- [{"application","entitlements"}] as approved
  version        bigint not null
);
create index access_request_person on access_request (person);
create index access_request_pending on access_request (deadline) where status = 'pending';
create unique index access_request_once on access_request (person, access_package) where status = 'pending';

create table request_stage (
  request       text not null references access_request,
  number        int not null,
  approvers     text[] not null,
  deadline_in   text not null,               -- ISO 8601, from the start of the stage
  decision      text check (decision in ('approve', 'deny')),
  decided_by    text,
  decided_at    timestamptz,
  justification text,
  primary key (request, number)
);
create index request_stage_approvers on request_stage using gin (approvers);
