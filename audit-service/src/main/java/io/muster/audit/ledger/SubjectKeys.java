package io.muster.audit.ledger;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.muster.log.PayloadCipher;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * One key per subject, in a database of its own, wrapped by the key file's key. Destroying it makes every ciphertext about the
 * subject unreadable for ever, wherever copies of it lie. Nothing is kept in memory: another replica may destroy a key at any time.
 */
final class SubjectKeys {
    private static final String WRAPPED = "wrapped";

    private final MongoCollection<Document> keys;
    private final KeyFiles files;
    private final byte[] wrapping;

    SubjectKeys(MongoCollection<Document> keys, KeyFiles files) {
        this.keys = keys;
        this.files = files;
        this.wrapping = files.wrappingKey();
    }

    /** The keys of these subjects; those that have none get one. A subject that was erased is not in the answer. */
    Map<String, byte[]> forWriting(Collection<String> subjects) {
        var found = existing(subjects);
        for (var subject : new HashSet<>(subjects)) {
            if (!found.containsKey(subject)) {
                create(subject).ifPresent(key -> found.put(subject, key));
            }
        }
        return found;
    }

    /** The keys of these subjects that exist. */
    Map<String, byte[]> existing(Collection<String> subjects) {
        var found = new HashMap<String, byte[]>();
        keys.find(Filters.in("_id", new HashSet<>(subjects)))
                .forEach(document -> unwrap(document).ifPresent(key -> found.put(document.getString("_id"), key)));
        return found;
    }

    /** Destroys the subject's key for good. Doing it twice is fine. */
    void destroy(String subject) {
        keys.updateOne(
                Filters.eq("_id", subject),
                Updates.combine(Updates.unset(WRAPPED), Updates.set("erased", true)),
                new UpdateOptions().upsert(true));
    }

    private Optional<byte[]> create(String subject) {
        byte[] key = files.randomKey();
        try {
            keys.insertOne(new Document("_id", subject)
                    .append(WRAPPED, new Binary(PayloadCipher.seal(wrapping, subject, key))));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            // another process was first, or the subject was erased
            var present = keys.find(Filters.eq("_id", subject)).first();
            return present == null ? Optional.empty() : unwrap(present);
        }
        return Optional.of(key);
    }

    private Optional<byte[]> unwrap(Document document) {
        var wrapped = document.get(WRAPPED, Binary.class);
        if (wrapped == null) {
            return Optional.empty();
        }
        var subject = document.getString("_id");
        try {
            return Optional.of(PayloadCipher.open(wrapping, subject, wrapped.getData()));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the wrapping key file is not the one that the subjects' keys were wrapped with", e);
        }
    }
}
