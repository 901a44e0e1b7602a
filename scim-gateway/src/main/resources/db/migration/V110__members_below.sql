-- The other way round as groups_of: whoever is in a group, by himself or through up to five levels of groups in groups. Of a group that
-- was deleted there is nobody, also while its memberships still go.
create function members_below(of_group text) returns table (member_id text)
    language sql stable
    begin atomic
        with recursive reached (id, type, level) as (
            select m.member_id, m.member_type, 1
            from membership m join resource g on g.id = m.group_id where m.group_id = of_group
            union
            select m.member_id, m.member_type, r.level + 1
            from reached r join membership m on m.group_id = r.id where r.type = 'Group' and r.level < 5
        )
        select distinct id from reached;
    end;
