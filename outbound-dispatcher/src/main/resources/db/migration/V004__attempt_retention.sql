-- Old attempts are removed by the work loop: found by their age, and due from now on for good.
create index attempt_at on attempt (at);
insert into due (kind, key, priority, due_at) values ('attempt-retention', 'attempt', 3, now());
