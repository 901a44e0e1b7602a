-- A document is handed out as it was written, and only read as a whole: json keeps the order of its attributes and costs nothing to make text of.
-- What filters compare is the folded one. How a resource is shown where others refer to it stands beside it, so that this opens no document.
drop function groups_of(text);
alter table resource alter column document type json using document;
alter table resource add column display text
    generated always as (coalesce(document ->> 'displayName', document ->> 'userName')) stored;

-- All groups of a resource: its own ('direct'), and those that hold them, up to five levels ('indirect'). Cycles end by themselves.
create function groups_of(member text) returns table (group_id text, display text, type text)
    language sql stable
    begin atomic
        with recursive reached (id, level) as (
            select m.group_id, 1 from membership m where m.member_id = member
            union
            select m.group_id, r.level + 1 from membership m join reached r on m.member_id = r.id where r.level < 5
        )
        select g.id, g.display, case when min(r.level) = 1 then 'direct' else 'indirect' end
        from reached r join resource g on g.id = r.id
        group by g.id, g.display;
    end;
