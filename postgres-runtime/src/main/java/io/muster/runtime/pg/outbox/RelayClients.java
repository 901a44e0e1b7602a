package io.muster.runtime.pg.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka side of one term of a relay: a producer that has fenced all before it, and the note of what was sent, which
 * is committed with the records in one Kafka transaction.
 */
final class RelayClients implements AutoCloseable {
    private static final int REQUEST_TIMEOUT = 5_000;

    private final String group;
    private final TopicPartition ledger;
    private final KafkaProducer<String, byte @Nullable []> producer;
    private final Admin admin;

    /** Makes the clients and fences every older producer of the service; blocks until the broker has done so. */
    static RelayClients fencing(RelaySettings settings) {
        var clients = new RelayClients(settings);
        try {
            clients.producer.initTransactions();
            return clients;
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    private RelayClients(RelaySettings settings) {
        group = settings.group();
        ledger = new TopicPartition(settings.ledgerTopic(), 0);
        var configs = new HashMap<>(settings.kafka());
        configs.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group);
        configs.put(ProducerConfig.ACKS_CONFIG, "all");
        configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Else each transaction waits 100 ms on the markers of the one before it.
        configs.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 1L);
        configs.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 100L);
        configs.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT);
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3 * REQUEST_TIMEOUT);
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3L * REQUEST_TIMEOUT);
        configs.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 6 * REQUEST_TIMEOUT);
        configs.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        configs.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * Outbox.MAX_EVENT_BYTES);
        configs.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer = new KafkaProducer<String, byte @Nullable []>(
                configs, new StringSerializer(), new ByteArraySerializer());
        var adminConfigs = new HashMap<>(settings.kafka());
        adminConfigs.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT);
        adminConfigs.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3 * REQUEST_TIMEOUT);
        admin = Admin.create(adminConfigs);
    }

    /**
     * What the last committed transaction sent. Only after fencing, and only for stable offsets: then a commit of the
     * former relay whose outcome it never learned is decided.
     */
    Optional<SentRows> lastSent() throws InterruptedException {
        var options = new ListConsumerGroupOffsetsOptions().requireStable(true);
        try {
            var offset = admin.listConsumerGroupOffsets(group, options)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(ledger);
            return offset == null ? Optional.empty() : SentRows.decode(offset.metadata());
        } catch (ExecutionException e) {
            throw new KafkaException("what was sent last cannot be read", e.getCause());
        }
    }

    /** Sends all and notes that they are sent, or neither. Any failure means: close, and find out in a new term. */
    void send(List<ProducerRecord<String, byte @Nullable []>> records, SentRows sent, Runnable beforeCommit)
            throws InterruptedException {
        producer.beginTransaction();
        var sending = new ArrayList<Future<RecordMetadata>>(records.size());
        records.forEach(record -> sending.add(producer.send(record)));
        producer.sendOffsetsToTransaction(
                Map.of(ledger, new OffsetAndMetadata(sent.sequences().getLast(), sent.encode())),
                new ConsumerGroupMetadata(group));
        beforeCommit.run();
        producer.commitTransaction();
        for (Future<RecordMetadata> one : sending) {
            try {
                one.get(); // done: a commit flushes, and fails if one of them did
            } catch (ExecutionException e) {
                throw new KafkaException("a record was not sent", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
    }
}
