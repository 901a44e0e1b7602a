package io.muster.stack.torture;

import com.mongodb.client.MongoClients;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.LocalServers;
import io.muster.stack.local.Service;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.bson.Document;

/**
 * What a service has not done yet, read from its store and from Kafka while it is halted: exact, as nothing moves.
 *
 * @param outbox committed events that are not on Kafka
 * @param topics records on its topics that it has not taken in
 * @param due work that is due
 */
record Outstanding(long outbox, long topics, long due) {
    long all() {
        return outbox + topics + due;
    }

    static Outstanding of(Service service, LocalServers servers) throws SQLException {
        var database = service.database();
        return database.isPresent()
                ? ofPostgres(database.get(), servers)
                : new Outstanding(0, records(servers, positionsOfAudit(servers)), 0);
    }

    private static Outstanding ofPostgres(String database, LocalServers servers) throws SQLException {
        var positions = new HashMap<TopicPartition, Long>();
        var server = servers.postgres().orElseThrow();
        try (var connection = server.connect(database);
                var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery("select topic, partition, next from intake_offset")) {
                while (rows.next()) {
                    positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
                }
            }
            try (var counts = statement.executeQuery(
                    "select (select count(*) from outbox),"
                            + " (select count(*) from due where due_at <= business_now() and not_before <= clock_timestamp())")) {
                if (!counts.next()) {
                    throw new StepFailed("nothing could be counted in " + database);
                }
                return new Outstanding(counts.getLong(1), records(servers, positions), counts.getLong(2));
            }
        }
    }

    private static Map<TopicPartition, Long> positionsOfAudit(LocalServers servers) {
        var positions = new HashMap<TopicPartition, Long>();
        try (var mongo = MongoClients.create(servers.mongoUri())) {
            var last = mongo.getDatabase("audit")
                    .getCollection("batches")
                    .find()
                    .sort(new Document("_id", -1))
                    .first();
            if (last == null) {
                throw new StepFailed("the audit has no batch yet");
            }
            for (var position : last.getList("nextOffsets", Document.class)) {
                positions.put(
                        new TopicPartition(position.getString("topic"), position.getInteger("partition")),
                        position.getLong("next"));
            }
        }
        return positions;
    }

    /** Counts records, not offsets: the markers of transactions take offsets too. */
    private static long records(LocalServers servers, Map<TopicPartition, Long> positions) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                servers.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(positions.keySet());
            positions.forEach(consumer::seek);
            var ends = consumer.endOffsets(positions.keySet());
            long records = 0;
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                records += consumer.poll(Duration.ofMillis(50)).count();
            }
            return records;
        }
    }

    @Override
    public String toString() {
        return "%d outstanding (%d in the outbox, %d records not taken in, %d things due)"
                .formatted(all(), outbox, topics, due);
    }
}
