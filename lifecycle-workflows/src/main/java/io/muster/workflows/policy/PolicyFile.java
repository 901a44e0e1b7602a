package io.muster.workflows.policy;

import java.util.Objects;

/**
 * One file of a policy directory: {@code {"name":"policies/code-host.yaml","content":"kind: Application\n…"}}.
 *
 * @param name how messages name it
 * @param content YAML, one or more documents
 */
public record PolicyFile(String name, String content) {
    public PolicyFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(content, "content");
    }
}
