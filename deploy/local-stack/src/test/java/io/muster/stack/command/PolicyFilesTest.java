package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {
    @TempDir
    Path directory;

    @Test
    void all_yaml_files_go_out_whole_and_the_organization_tells_the_authority() throws IOException {
        Files.createDirectories(directory.resolve("policies"));
        Files.writeString(directory.resolve("readme.txt"), "not a policy");
        var content = """
                kind: Application
                metadata: {name: code-host}
                ---
                kind: Organization
                metadata: {name: kartapuce}
                spec: {authority: [{client: hr, attributes: [title], others: refuse}]}
                """;
        Files.writeString(directory.resolve("policies/all.yaml"), content);

        var files = PolicyFiles.read(directory);

        assertThat(files.contents()).isEqualTo(Map.of("policies/all.yaml", content));
        assertThat(files.body(true).toString())
                .startsWith("{\"files\":[{\"name\":\"policies/all.yaml\",\"content\":\"kind: Application\\n")
                .endsWith("\"allowRemovals\":true}");
        assertThat(files.authority().orElseThrow().toString())
                .isEqualTo("{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"title\"],\"others\":\"refuse\"}]}");
    }

    @Test
    void differences_name_each_file_once() {
        assertThat(Policy.differences(
                        Map.of("same", "1", "old", "1", "edited", "1"), Map.of("same", "1", "new", "1", "edited", "2")))
                .isEqualTo(Map.of("old", "removed", "new", "added", "edited", "changed"));
    }
}
