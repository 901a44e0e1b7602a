package io.muster.workflows.policy;

import io.muster.workflows.policy.PolicyReader.Directory;
import io.muster.workflows.policy.PolicyReader.Listed;
import io.muster.workflows.policy.PolicyVersion.DocumentVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a directory changes against the version before: documents by {@code Kind/name}.
 *
 * @param documents all that are in the new directory, each with the version in which it last changed
 */
record DirectoryChange(
        List<DocumentVersion> documents, List<String> added, List<String> changed, List<String> removed) {
    DirectoryChange {
        documents = List.copyOf(documents);
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    /** Compares contents, not text: comments, order of fields and file names change nothing. */
    static DirectoryChange between(List<Listed> before, Map<String, Long> versions, Directory after, long version) {
        var old = before.stream().collect(Collectors.toMap(Listed::label, Function.identity()));
        var documents = new ArrayList<DocumentVersion>();
        var added = new ArrayList<String>();
        var changed = new ArrayList<String>();
        for (var listed : after.listing()) {
            var previous = old.remove(listed.label());
            boolean same = previous != null && previous.content().equals(listed.content());
            if (previous == null) {
                added.add(listed.label());
            } else if (!same) {
                changed.add(listed.label());
            }
            documents.add(new DocumentVersion(
                    listed.kind(),
                    listed.name(),
                    same ? versions.getOrDefault(listed.label(), version) : version,
                    listed.file()));
        }
        return new DirectoryChange(
                documents, added, changed, old.keySet().stream().sorted().toList());
    }

    boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    Map<String, Long> versions() {
        return documents.stream().collect(Collectors.toMap(DocumentVersion::label, DocumentVersion::version));
    }
}
