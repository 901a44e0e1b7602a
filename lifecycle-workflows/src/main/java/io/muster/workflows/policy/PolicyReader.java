package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.document.DocumentProblem;
import io.muster.runtime.document.YamlDocument;
import io.muster.runtime.document.YamlReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a whole policy directory: all of it valid, or a list of what is wrong. */
@ApplicationScoped
public class PolicyReader {
    /** The kind that outbound-dispatcher reads; here it is kept in its file and not looked into. */
    static final String TARGET = "Target";

    private final PolicySchemas schemas = new PolicySchemas();

    /** A document and where it stood. */
    record Read(PolicyDocument document, YamlDocument source) {}

    /** What reading came to. */
    public sealed interface Result {
        /** All documents, and what identifies the content of each. */
        record Valid(Directory directory) implements Result {}

        /** What is wrong; nothing of it counts. */
        record Invalid(List<DocumentProblem> problems) implements Result {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * A valid directory.
     *
     * @param listing one entry a document, targets too
     */
    public record Directory(List<PolicyDocument> documents, List<Listed> listing) {
        public Directory {
            documents = List.copyOf(documents);
            listing = List.copyOf(listing);
        }

        /** As the set of a version. */
        public PolicySet set(long version, Map<String, Long> versions) {
            return PolicySet.of(version, documents, versions);
        }
    }

    /** A document as lists show it. {@code content} is the document's tree: two with equal content are the same. */
    public record Listed(String kind, String name, String file, ObjectNode content) {
        String label() {
            return kind + "/" + name;
        }
    }

    /** Reads the files in order, the names in their scopes by this vocabulary; problems come in the order of files, structure before meaning. */
    public Result read(List<PolicyFile> files, Vocabulary words) {
        var yaml = new YamlReader();
        files.forEach(file -> yaml.read(file.name(), file.content()));
        var problems = new ArrayList<>(yaml.problems());
        var reads = new ArrayList<Read>();
        var listing = new ArrayList<Listed>();
        var meaning = new DocumentReader(words);
        for (var source : yaml.documents()) {
            var wrong = structure(source);
            problems.addAll(wrong);
            if (wrong.isEmpty()) {
                listing.add(new Listed(source.kind(), source.name(), source.file(), source.root()));
                if (!source.kind().equals(TARGET)) {
                    reads.add(new Read(meaning.read(source), source));
                }
            }
        }
        problems.addAll(meaning.problems());
        if (problems.isEmpty()) {
            // A name that is missing because its document is broken is not worth a message of its own.
            problems.addAll(References.check(reads));
        }
        return problems.isEmpty()
                ? new Result.Valid(
                        new Directory(reads.stream().map(Read::document).toList(), listing))
                : new Result.Invalid(List.copyOf(new LinkedHashSet<>(problems)));
    }

    private List<DocumentProblem> structure(YamlDocument source) {
        if (source.kind().equals(TARGET)) {
            return source.name().isEmpty()
                    ? List.of(source.problem("/metadata/name", "a Target needs a name"))
                    : List.of();
        }
        if (!schemas.kinds().contains(source.kind())) {
            return List.of(source.problem(
                    "/kind",
                    source.kind().isEmpty() ? "is missing" : "\"" + source.kind() + "\" is not a kind",
                    Stream.concat(schemas.kinds().stream(), Stream.of(TARGET)).toList()));
        }
        return schemas.check(source);
    }

    PolicySchemas schemas() {
        return schemas;
    }
}
