package io.muster.workflows.policy;

import java.util.List;

/**
 * A whole policy directory as clients send it: {@code {"files":[{"name":"policies/code-host.yaml","content":"…"}],"allowRemovals":false}}.
 *
 * @param allowRemovals whether a document that the version before had may be missing
 */
public record PolicyDirectory(List<PolicyFile> files, boolean allowRemovals) {
    public PolicyDirectory {
        files = files == null ? List.of() : List.copyOf(files);
    }
}
