package io.muster.workflows.policy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who must agree to a request, one stage after the other. No stage: approved at once. */
public record Approval(List<Stage> stages) {
    /** Without any word on approval a request needs the manager, within a week. */
    static final Approval BUILT_IN =
            new Approval(List.of(new Stage(List.of(new Approver.Manager()), Span.ofDays(7), null)));

    public Approval {
        stages = List.copyOf(stages);
    }

    /**
     * One of the approvers decides; a denial ends the request.
     *
     * @param deadline the request expires when nobody decides in time
     * @param fallback who decides when none of the approvers can
     */
    public record Stage(
            List<Approver> approvers,
            Span deadline,
            @Nullable Party fallback) {
        public Stage {
            approvers = List.copyOf(approvers);
            Objects.requireNonNull(deadline);
        }
    }

    /** Who is asked. */
    public sealed interface Approver permits Approver.Manager, Party {
        /** The manager of the person for whom access is asked. */
        record Manager() implements Approver {}
    }

    /** A group, all of whose members are asked, or a user; by id or by name. */
    public sealed interface Party extends Approver {
        /** By display name or id. */
        record Group(String name) implements Party {}

        /** By user name or id. */
        record User(String name) implements Party {}
    }
}
