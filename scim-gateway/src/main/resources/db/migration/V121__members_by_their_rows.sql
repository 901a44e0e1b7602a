-- As groups_of: a group that is in the one asked for is read by its own rows.
create or replace function members_below(of_group text) returns table (member_id text)
    language sql stable
    begin atomic
        with recursive reached (id, type, level) as (
            select m.member_id, m.member_type, 1
            from membership m where m.group_id = of_group and exists (select 1 from resource g where g.id = of_group)
            union
            select below.member_id, below.member_type, r.level + 1
            from reached r
            cross join lateral (select m.member_id, m.member_type from membership m where m.group_id = r.id offset 0) below
            where r.type = 'Group' and r.level < 5
        )
        select distinct id from reached;
    end;
