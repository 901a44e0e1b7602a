package io.muster.runtime.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
    @Test
    void each_value_has_its_line_and_a_problem_the_nearest_one() {
        var document = read("""
                # where the source code lives
                kind: Target
                metadata: {name: code-host}
                spec:
                  attributes:
                    - {to: userName}
                    - to: a/b~c
                      value: 1
                """).documents().getFirst();
        assertThat(document.kind() + " " + document.name()).isEqualTo("Target code-host");
        assertThat(document.problem("/spec/attributes/1/value", "is no text"))
                .isEqualTo(new DocumentProblem("a.yaml", 8, "spec.attributes[1].value", "is no text", List.of()));
        assertThat(document.problem("/spec/attributes/0/nothing/there", "is missing")
                        .line())
                .isEqualTo(6);
        assertThat(document.problem("/spec" + YamlDocument.step("a/b~c"), "is unknown", List.of("to"))
                        .field())
                .isEqualTo("spec.a/b~c");
    }

    @Test
    void documents_of_one_file_are_read_one_by_one_and_those_of_comments_only_are_none() {
        assertThat(read("kind: A\n---\n# nothing\n---\nkind: B\n").documents())
                .extracting(YamlDocument::kind)
                .containsExactly("A", "B");
    }

    @Test
    void what_does_not_say_what_it_means_is_refused_at_its_line() {
        assertThat(problem("a: &x 1\nb: *x\n")).isEqualTo("2 b aliases are not allowed: write the value out");
        assertThat(problem("a: 1\nb: 2\na: 3\n")).startsWith("3  is not YAML: Duplicate field 'a'");
        assertThat(problem("a: [\n")).contains("is not YAML");
        assertThat(problem("# a list\n- a\n")).isEqualTo("2  a document is a mapping with kind, metadata and spec");
        assertThat(problem("a: " + "[".repeat(31) + "]".repeat(31))).contains("nesting depth");
    }

    /** Whoever stores a document and compares it with the next one must find no change where there is none. */
    @Test
    void a_document_is_equal_to_the_one_that_was_written_as_json_and_read_again() throws JsonProcessingException {
        var root = read("{i: 150, l: 8589934592, b: 99999999999999999999, f: 12.5, t: \"1\", n: null, y: true, a: [0]}")
                .documents()
                .getFirst()
                .root();
        assertThat(new ObjectMapper().readTree(root.toString())).isEqualTo(root);
    }

    private static String problem(String yaml) {
        var problem = read(yaml).problems().getFirst();
        return problem.line() + " " + problem.field() + " " + problem.message();
    }

    private static YamlReader read(String yaml) {
        return new YamlReader().read("a.yaml", yaml);
    }
}
