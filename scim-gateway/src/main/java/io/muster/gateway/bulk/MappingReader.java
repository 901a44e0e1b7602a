package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.muster.gateway.bulk.ImportMapping.DisableLimit;
import io.muster.gateway.bulk.ImportMapping.Format;
import io.muster.gateway.bulk.ImportMapping.Missing;
import io.muster.gateway.bulk.ImportMapping.Mode;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.document.DocumentProblem;
import io.muster.runtime.document.YamlDocument;
import io.muster.runtime.document.YamlReader;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.filter.FilterParser;
import io.muster.scim.schema.ResourceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Reads a document of kind {@code ImportMapping}: all of it valid, or a list of what is wrong and where. */
final class MappingReader {
    private static final String SCHEMA_TEXT = resource("import-mapping.json");
    private static final ObjectNode SCHEMA_TREE = Sql.document(SCHEMA_TEXT);
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA_TEXT, InputFormat.JSON);

    /** What reading came to. */
    sealed interface Result {
        /** A mapping that can be worked with. */
        record Valid(ImportMapping mapping) implements Result {}

        /** What is wrong. */
        record Invalid(List<DocumentProblem> problems) implements Result {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    private final ResourceType type;
    private final YamlDocument document;
    private final List<DocumentProblem> problems = new ArrayList<>();

    private MappingReader(ResourceType type, YamlDocument document) {
        this.type = type;
        this.document = document;
    }

    /** The JSON Schema (2020-12) of the kind, as it is published. */
    static String schema() {
        return SCHEMA_TEXT;
    }

    /**
     * Reads a document for people of this type.
     *
     * @param file how problems name it
     */
    static Result read(ResourceType type, String file, String yaml) {
        var read = new YamlReader().read(file, yaml);
        if (!read.problems().isEmpty()) {
            return new Result.Invalid(read.problems());
        }
        if (read.documents().size() != 1) {
            var message = "holds " + read.documents().size() + " documents: a mapping is one";
            return new Result.Invalid(List.of(new DocumentProblem(file, 0, "", message, List.of())));
        }
        var document = read.documents().getFirst();
        var broken = SCHEMA.validate(document.root().toString(), InputFormat.JSON);
        if (!broken.isEmpty()) {
            return new Result.Invalid(
                    broken.stream().map(error -> problem(document, error)).toList());
        }
        return new MappingReader(type, document).understand();
    }

    private Result understand() {
        var spec = document.root().path("spec");
        var assignments = assignments();
        var key = key(spec.path("key").asText(), assignments);
        var format = format(spec.path("format"));
        var mode = Mode.valueOf(spec.path("mode").asText("delta").toUpperCase(Locale.ROOT));
        var missing = missing(spec.path("missing"));
        var limit = limit(spec.path("limits").path("disables"));
        return problems.isEmpty() && key.isPresent()
                ? new Result.Valid(new ImportMapping(
                        document.root().path("metadata").path("name").asText(),
                        format,
                        mode,
                        key.get(),
                        assignments,
                        missing,
                        limit))
                : new Result.Invalid(problems);
    }

    private List<Assignment> assignments() {
        var assignments = new ArrayList<Assignment>();
        var paths = new HashSet<String>();
        var entries = document.root().path("spec").path("attributes");
        for (int i = 0; i < entries.size(); i++) {
            var at = "/spec/attributes/" + i;
            try {
                var assignment = AssignmentReader.read(type, entries.get(i));
                if (!paths.add(assignment.to().toLowerCase(Locale.ROOT))) {
                    note(at + "/to", "is assigned twice");
                }
                assignments.add(assignment);
            } catch (AssignmentReader.Wrong e) {
                note(at + e.where(), String.valueOf(e.getMessage()));
            } catch (ScimError.Refused e) {
                note(at + "/to", e.error().detail());
            }
        }
        return assignments;
    }

    /** Compared by what they mean: {@code employeeNumber} is the enterprise extension's. */
    private Optional<Assignment> key(String path, List<Assignment> assignments) {
        String canonical;
        try {
            canonical = AssignmentReader.canonical(type, path);
        } catch (AssignmentReader.Wrong | ScimError.Refused e) {
            note("/spec/key", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        var found = assignments.stream()
                .filter(assignment -> assignment.to().equals(canonical))
                .findFirst();
        if (found.isEmpty()) {
            note("/spec/key", "'" + path + "' is not one of spec.attributes");
        } else if (found.get().column() == null
                || found.get().selector() != null
                || found.get().manager()
                || !found.get().values().isEmpty()) {
            note("/spec/key", "'" + path + "' must come from a column, as it stands there, and be a single value");
            return Optional.empty();
        }
        return found;
    }

    private Format format(JsonNode format) {
        var charset = StandardCharsets.UTF_8;
        try {
            charset = Charset.forName(format.path("charset").asText("UTF-8"));
        } catch (IllegalArgumentException e) {
            note("/spec/format/charset", "is not a charset that is known here");
        }
        var kind = Format.Type.valueOf(format.path("type").asText().toUpperCase(Locale.ROOT));
        char delimiter = format.path("delimiter").asText(",").charAt(0);
        char quote = format.path("quote").asText("\"").charAt(0);
        if (delimiter == quote || "\r\n".indexOf(delimiter) >= 0 || "\r\n".indexOf(quote) >= 0) {
            note("/spec/format", "delimiter and quote are two different characters, and no line breaks");
        }
        if (kind == Format.Type.JSONL && (format.has("delimiter") || format.has("quote"))) {
            note("/spec/format", "delimiter and quote are for csv");
        }
        return new Format(kind, charset, delimiter, quote);
    }

    private Missing missing(JsonNode missing) {
        Optional<FilterMatcher> scope = Optional.empty();
        if (missing.has("scope")) {
            try {
                var filter = FilterParser.STANDARD.parse(missing.path("scope").asText());
                scope = Optional.of(FilterMatcher.of(filter, type));
            } catch (ScimError.Refused e) {
                note(
                        "/spec/missing/scope",
                        "is not a filter over users: " + e.error().detail());
            }
        }
        return new Missing(missing.path("action").asText().equals("disable"), scope);
    }

    private static DisableLimit limit(JsonNode limit) {
        return new DisableLimit(
                limit.path("count").asInt(limit.isMissingNode() ? DisableLimit.DEFAULT.count() : Integer.MAX_VALUE),
                limit.has("percent")
                        ? limit.path("percent").decimalValue()
                        : limit.isMissingNode() ? DisableLimit.DEFAULT.percent() : BigDecimal.valueOf(100));
    }

    private void note(String pointer, String message) {
        problems.add(document.problem(pointer, message));
    }

    private static DocumentProblem problem(YamlDocument document, Error error) {
        var pointer = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "additionalProperties" ->
                document.problem(
                        pointer + YamlDocument.step(Objects.requireNonNull(error.getProperty())),
                        "is not a field here",
                        siblings(error, "properties"));
            case "enum", "const" ->
                document.problem(pointer, "is not one of the values allowed", siblings(error, error.getKeyword()));
            default -> document.problem(pointer, error.getMessage());
        };
    }

    /** The fields or values that would have been right, which stand in the schema beside the keyword that failed. */
    private static List<String> siblings(Error error, String member) {
        var fragment =
                Objects.requireNonNull(error.getSchemaLocation().getFragment()).toString();
        var there =
                SCHEMA_TREE.at(fragment.substring(0, fragment.lastIndexOf('/'))).path(member);
        var names = new ArrayList<String>();
        if (there.isObject()) {
            there.fieldNames().forEachRemaining(names::add);
        } else if (there.isArray()) {
            there.forEach(value -> names.add(value.asText()));
        } else {
            names.add(there.asText());
        }
        return names;
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(MappingReader.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
