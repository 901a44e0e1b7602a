package io.muster.scim.schema;

import java.util.List;
import java.util.stream.Collectors;

/** Documents that cannot be taken: all their mistakes; nothing of them counts. */
public final class InvalidSchemas extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SchemaProblem> problems;

    InvalidSchemas(List<SchemaProblem> problems) {
        super(problems.stream().map(SchemaProblem::toString).collect(Collectors.joining("\n")), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the documents; at least one. */
    public List<SchemaProblem> problems() {
        return problems;
    }
}
