package io.muster.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How a topic is made, the same on a local stack and in a cluster.
 *
 * @param name the topic's name, {@code muster.…}
 * @param kind whether the topic holds the latest state of each key or a history
 * @param partitions fixed at creation: a change would break the order per key
 * @param configs Kafka's topic settings by their Kafka names
 */
public record TopicDefinition(String name, Kind kind, int partitions, Map<String, String> configs) {

    /** What a topic promises to a new reader. */
    public enum Kind {
        /** Compacted; every record carries the whole after-image: read from the start, have everything. */
        STATE,
        /** Kept for a time; the audit is the archive. Deduplicated by {@code ce_id}. */
        HISTORY
    }

    public TopicDefinition {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + " needs at least one partition");
        }
        configs = Map.copyOf(configs);
    }

    static List<TopicDefinition> readAll(Class<?> beside, String resource) {
        try (var in = Objects.requireNonNull(beside.getResourceAsStream(resource), resource)) {
            var root = new YAMLMapper(new YAMLFactory()).readTree(in);
            var defaults = root.path("defaults");
            var topics = new ArrayList<TopicDefinition>();
            for (JsonNode topic : root.path("topics")) {
                var kind = Kind.valueOf(topic.path("kind").asText().toUpperCase(Locale.ROOT));
                var configs = new LinkedHashMap<String, String>();
                for (JsonNode source :
                        List.of(defaults.path(kind.name().toLowerCase(Locale.ROOT)), topic.path("configs"))) {
                    source.properties()
                            .forEach(entry ->
                                    configs.put(entry.getKey(), entry.getValue().asText()));
                }
                var partitions = topic.path("partitions")
                        .asInt(defaults.path("partitions").asInt());
                topics.add(new TopicDefinition(topic.path("name").asText(), kind, partitions, configs));
            }
            return List.copyOf(topics);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
