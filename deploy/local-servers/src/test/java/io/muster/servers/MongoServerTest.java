package io.muster.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoServerTest {
    @TempDir
    Path directory;

    @Test
    void every_acknowledged_insert_survives_a_kill_with_its_index() throws Exception {
        var settings = new MongoServer.Settings(directory.resolve("mongo"), Ports.free());
        var acknowledged = new AtomicInteger();
        try (var server = ServerProcess.mongo(settings, directory.resolve("mongo.log"))) {
            try (var client = MongoClients.create(settings.uri());
                    var writers = Executors.newFixedThreadPool(4)) {
                batches(client).createIndex(Indexes.ascending("eventIds"), new IndexOptions().unique(true));
                for (int writer = 0; writer < 4; writer++) {
                    int first = writer * 1_000_000;
                    writers.execute(() -> insertUntilCut(batches(client), first, acknowledged));
                }
                while (acknowledged.get() < 200) {
                    Thread.onSpinWait();
                }
                server.kill();
            }
            server.start();
            try (var client = MongoClients.create(settings.uri())) {
                // A write in flight when the server died may be there; one that was acknowledged must be.
                assertThat(batches(client).countDocuments())
                        .isBetween((long) acknowledged.get(), acknowledged.get() + 4L);
                assertThatThrownBy(() -> batches(client).insertOne(batch(9_999_999, 0)))
                        .isInstanceOf(MongoWriteException.class)
                        .hasMessageContaining("E11000");
            }
        }
    }

    @Test
    void a_stopped_store_starts_again_with_its_documents() {
        var settings = new MongoServer.Settings(directory.resolve("mongo"), Ports.free());
        try (var server = MongoServer.start(settings);
                var client = MongoClients.create(settings.uri())) {
            batches(client).insertOne(batch(1, 1));
            server.stop();
            server.start();
            assertThat(batches(client).find().first()).isEqualTo(batch(1, 1));
        }
    }

    private static void insertUntilCut(MongoCollection<Document> batches, int first, AtomicInteger acknowledged) {
        try {
            for (int id = first; ; id++) {
                batches.insertOne(batch(id, id));
                acknowledged.incrementAndGet();
            }
        } catch (com.mongodb.MongoException | IllegalStateException e) {
            return; // the server was killed under us: that is the test
        }
    }

    private static MongoCollection<Document> batches(MongoClient client) {
        return client.getDatabase("audit").getCollection("batches");
    }

    private static Document batch(int id, int event) {
        return new Document("_id", id).append("eventIds", List.of("event-" + event));
    }
}
