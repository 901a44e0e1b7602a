package io.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/kafka/topics.sh} asks Kafka's tool for exactly the topics of the contract. */
class TopicsScriptTest {
    private static final Path SCRIPT = Modules.ROOT.resolve("deploy/kafka/topics.sh");
    private static final Path CONTRACT =
            Modules.ROOT.resolve("identity-events/src/main/resources/io/muster/events/topics.yaml");

    @TempDir
    Path tools;

    @Test
    void it_makes_every_topic_of_the_contract_with_its_settings() throws Exception {
        var told = run("broker:9092", "--command-config", "client.properties");

        var made = new TreeMap<String, Map<String, String>>();
        for (var line : told) {
            var words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
            assertThat(words)
                    .containsSequence("--bootstrap-server", "broker:9092")
                    .containsSequence("--command-config", "client.properties")
                    .contains("--create", "--if-not-exists");
            var settings = new HashMap<String, String>();
            settings.put("partitions", after(words, "--partitions"));
            settings.put("replication", after(words, "--replication-factor"));
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).equals("--config")) {
                    var setting = words.get(i + 1).split("=", 2);
                    settings.put(setting[0], setting[1]);
                }
            }
            made.put(after(words, "--topic"), settings);
        }
        assertThat(made).isEqualTo(contract());
    }

    @Test
    void without_a_broker_it_says_how_it_is_called() throws Exception {
        var process = new ProcessBuilder("sh", SCRIPT.toString()).start();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("topics.sh BOOTSTRAP_SERVERS");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private List<String> run(String... arguments) throws IOException, InterruptedException {
        var log = tools.resolve("log");
        var tool = Files.writeString(tools.resolve("kafka-topics.sh"), "#!/bin/sh\necho \"$*\" >> " + log + "\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        var command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(Map.of("KAFKA_BIN", tools.toString(), "REPLICATION", "2"));
        assertThat(builder.start().waitFor()).isZero();
        return Files.readAllLines(log);
    }

    private static String after(List<String> words, String option) {
        return words.get(words.indexOf(option) + 1);
    }

    private static Map<String, Map<String, String>> contract() throws IOException {
        JsonNode yaml = new YAMLMapper().readTree(Files.readString(CONTRACT));
        var topics = new TreeMap<String, Map<String, String>>();
        for (var topic : yaml.path("topics")) {
            var settings = new HashMap<String, String>();
            settings.put("partitions", yaml.at("/defaults/partitions").asText());
            settings.put("replication", "2");
            yaml.path("defaults")
                    .path(topic.path("kind").asText())
                    .properties()
                    .forEach(setting ->
                            settings.put(setting.getKey(), setting.getValue().asText()));
            topics.put(topic.path("name").asText(), settings);
        }
        return topics;
    }
}
