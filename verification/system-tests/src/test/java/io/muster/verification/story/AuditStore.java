package io.muster.verification.story;

import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.types.Binary;

/** The audit's store, as somebody who has its password and an interest. */
final class AuditStore {
    private final String uri;
    private final Map<String, Runnable> undo;

    /**
     * A store.
     *
     * @param undo where it is noted how the log comes right again
     */
    AuditStore(String uri, Map<String, Runnable> undo) {
        this.uri = uri;
        this.undo = undo;
    }

    /** What the audit lists of this person's account in an application is taken out of what it lists from; the log itself stays whole. */
    void forgetAccount(String person, String application) {
        in(database -> {
            var rows = database.getCollection("accounts");
            var deleted = rows.deleteMany(
                    Filters.and(Filters.eq("identity", person), Filters.eq("application", application)));
            if (deleted.getDeletedCount() == 0) {
                throw new AssertionError("the audit has no account of " + person + " in " + application);
            }
        });
    }

    /** One byte in the middle of the first entry of the log is another one. */
    void flipInTheFirstEntry() {
        in(database -> {
            var batch = Objects.requireNonNull(database.getCollection("batches")
                    .find()
                    .sort(Sorts.ascending("_id"))
                    .first());
            var original = batch.getList("entries", Binary.class).getFirst().getData();
            var changed = original.clone();
            changed[changed.length / 2] ^= 1;
            setFirst(database, batch, changed);
            undo.put("log", () -> in(again -> setFirst(again, batch, original)));
        });
    }

    private static void setFirst(MongoDatabase database, Document batch, byte[] entry) {
        var updated = database.getCollection("batches")
                .updateOne(Filters.eq("_id", batch.get("_id")), Updates.set("entries.0", new Binary(entry)));
        if (updated.getModifiedCount() != 1) {
            throw new AssertionError("the first batch of the log was not changed");
        }
    }

    private void in(Consumer<MongoDatabase> work) {
        try (var client = MongoClients.create(uri)) {
            work.accept(client.getDatabase("audit"));
        }
    }
}
