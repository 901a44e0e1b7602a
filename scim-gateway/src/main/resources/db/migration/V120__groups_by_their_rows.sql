-- Whatever PostgreSQL expects of them, the groups of a resource are read by their own rows: each "offset 0" keeps it from joining whole tables,
-- which it did for each person of a page where many people are in few groups.
create or replace function groups_of(member text) returns table (group_id text, display text, type text)
    language sql stable
    begin atomic
        with recursive reached (id, level) as (
            select m.group_id, 1 from membership m where m.member_id = member
            union
            select above.group_id, r.level + 1
            from reached r cross join lateral (select m.group_id from membership m where m.member_id = r.id offset 0) above
            where r.level < 5
        )
        select r.id, g.display, case when r.level = 1 then 'direct' else 'indirect' end
        from (select id, min(level) as level from reached group by id) r
        cross join lateral (select g.display from resource g where g.id = r.id offset 0) g;
    end;
