package io.muster.audit.ledger;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import io.muster.audit.AuditConfig;
import io.muster.log.Tile;
import io.muster.log.TilePath;
import io.muster.log.TileStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * The log's collections. Uses only what both MongoDB and the embedded store do alike: no transactions, uniqueness by {@code _id}
 * or a unique index, majority writes.
 *
 * <p>{@code batches}: the log. {@code payloads}: ciphertexts by their SHA-256, written first, so that some may belong to no entry.
 * {@code checkpoints}: all that were signed. {@code tiles}: derived.
 */
@Singleton
public class LedgerStore implements TileStore {
    private static final int DUPLICATE_KEY = 11000;
    private static final int MANY = 500;

    private final MongoClient client;
    private final String name;
    private final MongoDatabase database;
    private volatile boolean indexed;

    @Inject
    LedgerStore(MongoClient client, AuditConfig config) {
        this.client = client;
        this.name = config.database();
        this.database = client.getDatabase(name)
                .withWriteConcern(WriteConcern.MAJORITY)
                .withReadConcern(ReadConcern.MAJORITY)
                .withReadPreference(ReadPreference.primary());
    }

    /** A collection of this database, for what is derived from the log. */
    public MongoCollection<Document> collection(String collection) {
        return database.getCollection(collection);
    }

    MongoCollection<Document> subjectKeys() {
        return client.getDatabase(name + "_keys")
                .withWriteConcern(WriteConcern.MAJORITY)
                .getCollection("subject_keys");
    }

    /** Makes the indexes if they are missing. */
    void ensureIndexes() {
        if (!indexed) {
            batches().createIndex(Indexes.ascending("eventIds"), new IndexOptions().unique(true));
            payloads().createIndex(Indexes.ascending("subject"));
            indexed = true;
        }
    }

    /** Commits a batch. False if another writer was first, or if one of the events is in the log already. */
    boolean insert(LogBatch batch) {
        var offsets = new ArrayList<Document>();
        batch.nextOffsets()
                .forEach((partition, next) -> offsets.add(new Document("topic", partition.topic())
                        .append("partition", partition.partition())
                        .append("next", next)));
        var document = new Document("_id", batch.sizeBefore())
                .append("sizeAfter", batch.sizeAfter())
                .append("eventIds", batch.eventIds())
                .append("entries", batch.leaves().stream().map(Binary::new).toList())
                .append("nextOffsets", offsets);
        try {
            batches().insertOne(document);
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    /** The last batch. */
    Optional<LogBatch> lastBatch() {
        return Optional.ofNullable(
                        batches().find().sort(Sorts.descending("_id")).first())
                .map(LedgerStore::batch);
    }

    /** The batch that begins at this size. */
    Optional<LogBatch> batchAt(long sizeBefore) {
        return Optional.ofNullable(batches().find(Filters.eq("_id", sizeBefore)).first())
                .map(LedgerStore::batch);
    }

    /** The batch that holds an entry. */
    Optional<LogBatch> batchWith(long index) {
        return Optional.ofNullable(batches()
                        .find(Filters.lte("_id", index))
                        .sort(Sorts.descending("_id"))
                        .first())
                .map(LedgerStore::batch)
                .filter(batch -> batch.sizeAfter() > index);
    }

    /** Which of these events are in the log. */
    Set<String> present(Collection<String> eventIds) {
        var present = new HashSet<String>();
        var wanted = new HashSet<>(eventIds);
        batches()
                .find(Filters.in("eventIds", wanted))
                .projection(Projections.include("eventIds"))
                .forEach(d -> d.getList("eventIds", String.class).stream()
                        .filter(wanted::contains)
                        .forEach(present::add));
        return present;
    }

    /** Keeps ciphertexts by the hexadecimal SHA-256 of their bytes. Those that are there already stay. */
    void putPayloads(List<Sealed> contents) {
        if (contents.isEmpty()) {
            return;
        }
        var documents = contents.stream()
                .map(s -> new Document("_id", s.sha256())
                        .append("subject", s.subject())
                        .append("sealed", new Binary(s.bytes())))
                .toList();
        try {
            payloads().insertMany(documents, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                throw e;
            }
        }
    }

    /** Ciphertexts by their SHA-256. */
    Map<String, byte[]> payloads(Collection<String> sha256) {
        var found = new HashMap<String, byte[]>();
        var all = List.copyOf(new HashSet<>(sha256));
        for (int from = 0; from < all.size(); from += MANY) {
            payloads()
                    .find(Filters.in("_id", all.subList(from, Math.min(all.size(), from + MANY))))
                    .forEach(d -> found.put(
                            d.getString("_id"), d.get("sealed", Binary.class).getData()));
        }
        return found;
    }

    /** Destroys all ciphertexts about a subject; returns how many there were. */
    long deletePayloads(String subject) {
        return payloads().deleteMany(Filters.eq("subject", subject)).getDeletedCount();
    }

    /** A ciphertext about a subject. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once and never compared
    record Sealed(String sha256, String subject, byte[] bytes) {}

    void putCheckpoint(long size, String note) {
        collection("checkpoints")
                .replaceOne(
                        Filters.eq("_id", size),
                        new Document("_id", size).append("note", note),
                        new ReplaceOptions().upsert(true));
    }

    /** The last signed checkpoint. */
    Optional<String> lastCheckpoint() {
        return Optional.ofNullable(collection("checkpoints")
                        .find()
                        .sort(Sorts.descending("_id"))
                        .first())
                .map(d -> d.getString("note"));
    }

    /** All signed checkpoints up to a size, smallest first. */
    List<String> checkpoints(long size) {
        return collection("checkpoints")
                .find(Filters.lte("_id", size))
                .sort(Sorts.ascending("_id"))
                .map(d -> d.getString("note"))
                .into(new ArrayList<>());
    }

    @Override
    public void put(TilePath path, Tile tile) {
        var document = new Document("_id", path.toString()).append("hashes", new Binary(tile.bytes()));
        collection("tiles").replaceOne(Filters.eq("_id", path.toString()), document, new ReplaceOptions().upsert(true));
    }

    @Override
    public Optional<Tile> get(TilePath path) {
        return Optional.ofNullable(collection("tiles")
                        .find(Filters.eq("_id", path.toString()))
                        .first())
                .map(d -> Tile.parse(d.get("hashes", Binary.class).getData()));
    }

    private MongoCollection<Document> batches() {
        return collection("batches");
    }

    private MongoCollection<Document> payloads() {
        return collection("payloads");
    }

    private static LogBatch batch(Document document) {
        var offsets = new HashMap<TopicPartition, Long>();
        for (var o : document.getList("nextOffsets", Document.class)) {
            offsets.put(new TopicPartition(o.getString("topic"), o.getInteger("partition")), o.getLong("next"));
        }
        return new LogBatch(
                document.getLong("_id"),
                document.getList("eventIds", String.class),
                document.getList("entries", Binary.class).stream()
                        .map(Binary::getData)
                        .toList(),
                offsets);
    }
}
