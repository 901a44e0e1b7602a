-- Each decision asks when a person's memberships changed last, also those that ended.
create index membership_of on membership (member, updated_at);
drop index membership_member;
