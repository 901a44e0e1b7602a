package io.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is deployed parses strictly: a field that the API does not know would be dropped by a cluster without a word. */
class DeploymentTest {
    private static final Path BASE = Modules.ROOT.resolve("k8s/base");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> SERVICE_KEYS = Set.of(
            "image",
            "build",
            "restart",
            "read_only",
            "tmpfs",
            "volumes",
            "depends_on",
            "environment",
            "ports",
            "healthcheck",
            "command",
            "env_file");

    @Test
    void every_manifest_holds_only_fields_that_kubernetes_knows() throws IOException {
        var strangers = new ArrayList<String>();
        for (var file : manifests()) {
            for (JsonNode document : documents(file)) {
                HasMetadata resource = Serialization.unmarshal(YAML.writeValueAsString(document), HasMetadata.class);
                assertThat(resource.getClass().getSimpleName())
                        .as("%s: kind known to the model", file)
                        .isEqualTo(document.path("kind").asText());
                JsonNode understood = new ObjectMapper().valueToTree(withoutAdditional(resource));
                missing(file.getFileName() + " " + document.path("kind").asText(), document, understood, strangers);
            }
        }
        assertThat(strangers).isEmpty();
    }

    /** Additional properties are kept by the model at every level; taking them away shows what it did not know. */
    private static Object withoutAdditional(Object value) {
        for (var method : value.getClass().getMethods()) {
            if (method.getParameterCount() != 0 || !method.getName().startsWith("get")) {
                continue;
            }
            try {
                var inner = method.invoke(value);
                if (method.getName().equals("getAdditionalProperties") && inner instanceof Map<?, ?> unknown) {
                    unknown.clear();
                } else if (inner instanceof List<?> list) {
                    list.stream().filter(DeploymentTest::isModel).forEach(DeploymentTest::withoutAdditional);
                } else if (inner instanceof Map<?, ?> map) {
                    map.values().stream().filter(DeploymentTest::isModel).forEach(DeploymentTest::withoutAdditional);
                } else if (isModel(inner)) {
                    withoutAdditional(inner);
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(method + " cannot be read", e);
            }
        }
        return value;
    }

    private static boolean isModel(Object value) {
        return value != null && value.getClass().getName().startsWith("io.fabric8.kubernetes.api.model");
    }

    private static void missing(String at, JsonNode written, JsonNode understood, List<String> strangers) {
        if (written.isObject()) {
            written.properties().forEach(field -> {
                var there = at + "/" + field.getKey();
                if (!understood.has(field.getKey())) {
                    strangers.add(there);
                } else {
                    missing(there, field.getValue(), understood.get(field.getKey()), strangers);
                }
            });
        } else if (written.isArray()) {
            for (var i = 0; i < written.size(); i++) {
                missing(at + "/" + i, written.get(i), understood.path(i), strangers);
            }
        }
    }

    @Test
    void kustomize_takes_every_manifest_and_no_other() throws IOException {
        var kustomization = YAML.readTree(Files.readString(BASE.resolve("kustomization.yaml")));
        var named = new TreeSet<String>();
        kustomization.path("resources").forEach(resource -> named.add(resource.asText()));
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(manifests().stream()
                        .map(f -> f.getFileName().toString())
                        .toList());
    }

    @Test
    void every_service_is_deployed_with_probes_limits_and_no_privilege() throws IOException {
        for (var service : Modules.SERVICES) {
            var pod = documents(BASE.resolve(service + ".yaml")).getFirst().at("/spec/template/spec");
            var container = pod.path("containers").path(0);
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                    .as(service)
                    .isTrue();
            assertThat(container.at("/readinessProbe/httpGet/path").asText())
                    .as(service)
                    .isEqualTo("/q/health/ready");
            assertThat(container.has("livenessProbe")).as(service).isTrue();
            assertThat(container.at("/resources/limits/memory").asText())
                    .as(service)
                    .isNotEmpty();
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .as(service)
                    .isTrue();
        }
    }

    @Test
    void the_compose_file_holds_the_four_services_their_servers_and_no_secret() throws IOException {
        var text = Files.readString(Modules.ROOT.resolve("deploy/compose.yaml"));
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        JsonNode compose = new ObjectMapper().valueToTree(new Yaml(new SafeConstructor(options)).load(text));
        var services = new TreeSet<String>();
        compose.path("services").properties().forEach(service -> {
            services.add(service.getKey());
            service.getValue()
                    .properties()
                    .forEach(key -> assertThat(key.getKey())
                            .as("%s in service %s", key.getKey(), service.getKey())
                            .isIn(SERVICE_KEYS));
            service.getValue().path("environment").properties().forEach(variable -> {
                if (variable.getKey().contains("PASSWORD")) {
                    assertThat(variable.getValue().asText())
                            .as(variable.getKey())
                            .matches("\\$\\{[A-Z_]+:\\?.*}");
                }
            });
        });
        assertThat(services).contains("postgresql", "kafka", "mongodb").containsAll(Modules.SERVICES);
        for (var service : Modules.SERVICES) {
            saysWhoseTokensCount(compose.path("services").path(service).path("environment"));
        }
    }

    @Test
    void kubernetes_says_whose_tokens_count_and_for_whom_they_must_be() throws IOException {
        saysWhoseTokensCount(
                documents(BASE.resolve("configuration.yaml")).getFirst().path("data"));
    }

    /** Who takes the files over sees both and changes both: an issuer of his own puts an audience of his own in. */
    private static void saysWhoseTokensCount(JsonNode environment) {
        assertThat(environment.properties())
                .extracting(Map.Entry::getKey)
                .contains("MP_JWT_VERIFY_ISSUER", "MP_JWT_VERIFY_AUDIENCES");
    }

    private static List<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return values.readAll();
        }
    }
}
