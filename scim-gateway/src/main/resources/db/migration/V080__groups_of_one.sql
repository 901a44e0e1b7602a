-- The groups of a resource beside its row, so that a read of one person is one statement: [["id","name","direct"], …], null where there are none.
-- In PL/pgSQL, so that whoever is in no group does not pay for the start of the recursion.
create function groups_json(member text) returns text
    language plpgsql stable
    as $$
    begin
        if not exists (select 1 from membership m where m.member_id = member) then
            return null;
        end if;
        return (
            select cast(json_agg(json_build_array(g.group_id, g.display, g.type) order by g.type, g.group_id) as text)
            from groups_of(member) g);
    end $$;
