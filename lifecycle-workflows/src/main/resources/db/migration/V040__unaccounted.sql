-- Who was last told in an earlier epoch than the one that the gateway tells in now.
create index identity_epoch on identity (epoch);
create index identity_group_epoch on identity_group (epoch);
create index membership_epoch on membership (epoch);
