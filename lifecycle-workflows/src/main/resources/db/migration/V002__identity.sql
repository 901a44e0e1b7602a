-- Projections of the identity topics: may be wiped, come back from the topics.
create table identity (
  like projection including all,
  user_name text generated always as (lower(resource->>'userName')) stored,
  manager   text generated always as (resource->'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'->'manager'->>'value') stored
);
create index identity_user_name on identity (user_name);
create index identity_manager on identity (manager) where not deleted;

create table identity_group (
  like projection including all,
  display_name text generated always as (lower(resource->>'displayName')) stored
);
create index identity_group_display_name on identity_group (display_name);

create table membership (
  like projection including all,
  group_id text generated always as (resource->>'group') stored,
  member   text generated always as (resource->>'member') stored
);
create index membership_member on membership (member) where not deleted;
create index membership_group on membership (group_id) where not deleted;

-- What made an identity due: the event that the next decision names as its cause. Gone once decided.
create table identity_occasion (
  identity       text primary key,
  event_id       text,
  correlation_id text not null,
  traceparent    text,
  lane           text not null,
  noted_at       timestamptz not null default now()
);

-- What was decided for an identity; its row is the identity's lock. A record of its own.
create table identity_decision (
  identity   text primary key,
  decided_at timestamptz,            -- business time of the last decision
  ended_at   timestamptz,            -- business time since which the person has ended, null while he has not
  held       text[] not null default '{}',   -- applications whose revocation a limit holds back
  released   boolean not null default false  -- a person let the held revocations pass
);
create index identity_decision_held on identity_decision (identity) where held <> '{}';

-- What is looked at again when its instant comes: the rule with its local date, and the instant computed from them.
create table timer (
  identity   text not null,
  rule       text not null,
  local_date date not null,
  local_time time not null,
  zone       text not null,
  fires_at   timestamptz not null,   -- business time
  primary key (identity, rule)
);
create index timer_fires_at on timer (fires_at);
