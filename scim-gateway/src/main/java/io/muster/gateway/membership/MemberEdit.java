package io.muster.gateway.membership;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one request wants of a group's members, folded from its operations in their order (RFC 7644 §3.5.2): the last word on each
 * member, and whether all others go. Its size depends on the request, never on the group.
 *
 * @param all whether members that are not named leave: after {@code replace members}, {@code remove members}, a PUT
 * @param wanted member id to whether he is to be in
 */
public record MemberEdit(boolean all, Map<String, Boolean> wanted) {
    /** Nothing said about members. */
    public static final MemberEdit NONE = new MemberEdit(false, Map.of());

    public MemberEdit {
        wanted = Map.copyOf(wanted);
    }

    /** {@code add members}. */
    public MemberEdit adding(Set<String> ids) {
        return saying(ids, true);
    }

    /** {@code remove members[value eq "…"]}, and the value array that several clients send with a remove. */
    public MemberEdit removing(Set<String> ids) {
        return saying(ids, false);
    }

    /** {@code replace members}, {@code remove members} (with none), PUT: exactly these. */
    public static MemberEdit exactly(Set<String> ids) {
        return new MemberEdit(true, Map.of()).adding(ids);
    }

    /** Whether the request leaves the members alone. */
    public boolean isEmpty() {
        return !all && wanted.isEmpty();
    }

    /** Who is to be a member. */
    public Set<String> in() {
        return saidToBe(true);
    }

    /** Who is to be none; with {@link #all} also everybody who is not in {@link #in}. */
    public Set<String> out() {
        return saidToBe(false);
    }

    /** The members that a group would have after this edit: for filters that look at them in the middle of a PATCH. */
    public Set<String> appliedTo(Set<String> members) {
        var after = all ? new HashSet<String>() : new HashSet<>(members);
        after.addAll(in());
        after.removeAll(out());
        return after;
    }

    private MemberEdit saying(Set<String> ids, boolean in) {
        var next = new LinkedHashMap<>(wanted);
        ids.forEach(id -> next.put(id, in));
        return new MemberEdit(all, next);
    }

    private Set<String> saidToBe(boolean in) {
        var ids = new LinkedHashSet<String>();
        wanted.forEach((id, wish) -> {
            if (wish == in) {
                ids.add(id);
            }
        });
        return ids;
    }
}
