package io.muster.dispatcher.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.muster.dispatcher.mapping.AttributeRule;
import io.muster.dispatcher.mapping.ExpressionError;
import io.muster.dispatcher.mapping.Mapping;
import io.muster.runtime.document.DocumentProblem;
import io.muster.runtime.document.YamlDocument;
import io.muster.runtime.document.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the documents of kind {@code Target} out of a directory's files; other kinds are somebody else's. */
final class TargetDocuments {
    private static final String SCHEMA_TEXT = resource("target.json");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA_TEXT, InputFormat.JSON);

    /** One file of the directory. */
    record File(String name, String content) {}

    /** A document and where it was found. */
    record Found(String file, JsonNode document, Target target) {}

    private final List<DocumentProblem> errors = new ArrayList<>();
    private final Map<String, Found> found = new LinkedHashMap<>();

    /** The schema of the kind, as published. */
    static String schema() {
        return SCHEMA_TEXT;
    }

    TargetDocuments read(List<File> files) {
        files.forEach(this::read);
        return this;
    }

    List<DocumentProblem> errors() {
        return List.copyOf(errors);
    }

    Map<String, Found> found() {
        return found;
    }

    private void read(File file) {
        var yaml = new YamlReader().read(file.name(), file.content());
        errors.addAll(yaml.problems());
        yaml.documents().stream()
                .filter(document -> document.kind().equals("Target"))
                .forEach(this::check);
    }

    private void check(YamlDocument document) {
        List<Error> broken = SCHEMA.validate(document.root().toString(), InputFormat.JSON);
        for (Error error : broken) {
            String place = String.valueOf(error.getInstanceLocation());
            String pointer = place.startsWith("$") ? place.substring(1).replace('.', '/') : place;
            errors.add(document.problem(pointer, error.getMessage()));
        }
        if (broken.isEmpty()) {
            compile(document);
        }
    }

    private void compile(YamlDocument document) {
        Target target = Target.of(document.root(), 1);
        int before = errors.size();
        for (int i = 0; i < target.attributes().size(); i++) {
            AttributeRule rule = target.attributes().get(i);
            try {
                Mapping.compile(List.of(rule));
            } catch (ExpressionError invalid) {
                errors.add(document.problem(
                        "/spec/attributes/" + i + "/value",
                        "in the expression, line " + invalid.line() + " column " + invalid.column() + ": "
                                + invalid.getMessage()));
            }
        }
        for (List<String> combination : target.matching()) {
            for (String name : combination) {
                if (target.attributes().stream().noneMatch(rule -> rule.to().equals(name))) {
                    errors.add(document.problem("/spec/matching", name + " is not in attributes"));
                }
            }
        }
        try {
            OpenTarget.check(target);
        } catch (IllegalArgumentException invalid) {
            errors.add(document.problem("/spec/connection", String.valueOf(invalid.getMessage())));
        }
        if (found.containsKey(target.name())) {
            errors.add(document.problem(
                    "/metadata/name",
                    "there is another Target " + target.name() + " in "
                            + Objects.requireNonNull(found.get(target.name())).file()));
        } else if (errors.size() == before) {
            found.put(target.name(), new Found(document.file(), document.root(), target));
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(TargetDocuments.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
