package io.muster.scim.patch;

import io.muster.scim.filter.Filter;
import java.util.List;
import java.util.Set;

/** What a PATCH does to a group's members; to be done in sequence. */
public sealed interface MemberOperation {

    /** These become members; who is one already stays. */
    record Add(List<Member> members) implements MemberOperation {
        /** Copies. */
        public Add {
            members = List.copyOf(members);
        }
    }

    /** These ids are members no longer; who is none is no error. */
    record Remove(Set<String> ids) implements MemberOperation {
        /** Copies. */
        public Remove {
            ids = Set.copyOf(ids);
        }
    }

    /** The members are exactly these. */
    record Replace(List<Member> members) implements MemberOperation {
        /** Copies. */
        public Replace {
            members = List.copyOf(members);
        }
    }

    /** Nobody is a member. */
    record RemoveAll() implements MemberOperation {}

    /**
     * The members for which the filter holds are so no longer: {@code members[type eq "Group"]}. For
     * {@link io.muster.scim.filter.FilterMatcher#ofValue} with the attribute {@code members}.
     */
    record RemoveWhere(Filter filter) implements MemberOperation {}
}
