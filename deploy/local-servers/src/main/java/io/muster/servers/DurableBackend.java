package io.muster.servers;

import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVStore;

/**
 * Answers a write only when it is on the disk. The backend as it stands commits in the background about once a second:
 * of 201 acknowledged inserts 58 were left after a kill.
 *
 * <p>Writing commands go one at a time, each with its commit: so a commit holds whole commands only, a document never
 * without its index entries.
 */
final class DurableBackend extends H2Backend {
    private static final Set<String> READS = Set.of(
            "find",
            "getmore",
            "count",
            "distinct",
            "hello",
            "ismaster",
            "ping",
            "buildinfo",
            "killcursors",
            "endsessions",
            "listcollections",
            "listindexes",
            "listdatabases",
            "collstats",
            "dbstats",
            "serverstatus",
            "getlasterror");
    private static final int COMMITS_BETWEEN_COMPACTIONS = 2_000;
    private static final int COMPACTION_BYTES = 8 * 1024 * 1024;

    private final ReentrantLock writing = new ReentrantLock();
    private int commits;

    DurableBackend(MVStore store) {
        super(store);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        var command = message.getDocument().keySet().iterator().next().toLowerCase(java.util.Locale.ROOT);
        if (READS.contains(command)) {
            return super.handleMessage(message);
        }
        writing.lock();
        try {
            try {
                return super.handleMessage(message);
            } finally {
                commitDurably(); // also after an error: an unordered insert may have written some of its documents
            }
        } finally {
            writing.unlock();
        }
    }

    private void commitDurably() {
        var store = getMvStore();
        if (store.hasUnsavedChanges()) {
            store.commit();
            store.sync();
            if (++commits % COMMITS_BETWEEN_COMPACTIONS == 0) {
                store.compact(50, COMPACTION_BYTES);
            }
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            super.close();
        } finally {
            writing.unlock();
        }
    }
}
