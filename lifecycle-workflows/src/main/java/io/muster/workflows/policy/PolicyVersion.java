package io.muster.workflows.policy;

import java.time.Instant;
import java.util.List;

/**
 * A version of the directory as lists show it:
 * {@code {"version":3,"appliedAt":"…","appliedBy":"admin","documents":[{"kind","name","version","file"}]}}.
 *
 * @param appliedAt business time
 */
public record PolicyVersion(long version, Instant appliedAt, String appliedBy, List<DocumentVersion> documents) {
    /** A document, and the directory's version in which its content last changed. */
    public record DocumentVersion(String kind, String name, long version, String file) {
        String label() {
            return kind + "/" + name;
        }
    }

    public PolicyVersion {
        documents = List.copyOf(documents);
    }
}
