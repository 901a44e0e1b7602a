package io.muster.audit.ledger;

import io.muster.events.Event;
import io.muster.log.PayloadCipher;
import io.muster.runtime.intake.Parking;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is sealed beside the entries, and the keys that open it. */
public final class Contents {
    private static final Logger LOG = Logger.getLogger(Contents.class);

    private final LedgerStore store;
    private final KeyFiles files;
    private @Nullable SubjectKeys keys;

    Contents(LedgerStore store, KeyFiles files) {
        this.store = store;
        this.files = files;
    }

    /** The keys of these subjects; one who was erased has none. */
    Map<String, byte[]> keysForWriting(Collection<String> subjects) {
        return keys().forWriting(subjects);
    }

    /** Seals what is to lie beside an entry. */
    static LedgerStore.Sealed seal(Draft draft, byte[] subjectKey) {
        byte[] bytes = PayloadCipher.seal(PayloadCipher.leafKey(subjectKey, draft.id()), draft.id(), draft.content());
        return new LedgerStore.Sealed(sha256(bytes), draft.subject(), bytes);
    }

    /** The hashes that its header has of it. */
    static LogEntry.Seal header(LedgerStore.Sealed ciphertext, Draft draft, byte[] subjectKey) {
        return new LogEntry.Seal(ciphertext.sha256(), sha256(PayloadCipher.leafKey(subjectKey, draft.id())));
    }

    /** An entry's content as it lies in the store, and the key that opens it. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once and never compared
    public record Beside(Optional<byte[]> ciphertext, Optional<byte[]> leafKey) {}

    /** What lies beside these entries, in their order. */
    public List<Beside> beside(List<LogEntry> entries) {
        var ciphertext = store.payloads(entries.stream()
                .flatMap(entry -> Optional.ofNullable(entry.payload()).map(LogEntry.Seal::sha256).stream())
                .toList());
        var subjectKeys =
                keys().existing(entries.stream().map(LogEntry::subject).toList());
        var beside = new ArrayList<Beside>();
        for (var entry : entries) {
            var seal = entry.payload();
            var key = subjectKeys.get(entry.subject());
            beside.add(new Beside(
                    seal == null ? Optional.empty() : Optional.ofNullable(ciphertext.get(seal.sha256())),
                    seal == null || key == null
                            ? Optional.empty()
                            : Optional.of(PayloadCipher.leafKey(key, entry.id()))));
        }
        return beside;
    }

    /** The events of these entries, where their content can be read; others are empty. */
    public List<Optional<Event>> events(List<LogEntry> entries) {
        var beside = beside(entries);
        var events = new ArrayList<Optional<Event>>();
        for (int i = 0; i < entries.size(); i++) {
            var id = entries.get(i).id();
            var key = beside.get(i).leafKey();
            events.add(beside.get(i)
                    .ciphertext()
                    .flatMap(ciphertext -> key.flatMap(k -> open(k, id, ciphertext)))
                    .flatMap(Content::event));
        }
        return events;
    }

    /** A record that could not be read, as it came; empty if the entry is of another kind or its content is gone. */
    public Optional<Parking.ParkedRecord> parked(String id, LogEntry entry) {
        var beside = beside(List.of(entry)).getFirst();
        return beside.ciphertext()
                .flatMap(ciphertext -> beside.leafKey().flatMap(key -> open(key, entry.id(), ciphertext)))
                .flatMap(content -> Content.parked(id, entry, content));
    }

    /** Destroys a subject's key and ciphertexts; returns how many there were. */
    public long erase(String subject) {
        keys().destroy(subject);
        return store.deletePayloads(subject);
    }

    private static Optional<byte[]> open(byte[] key, String id, byte[] ciphertext) {
        try {
            return Optional.of(PayloadCipher.open(key, id, ciphertext));
        } catch (IllegalArgumentException e) {
            // Damaged in the store: the log still says that it happened, the verifier names the entry.
            LOG.errorf("the content of entry %s is not what was sealed", id);
            return Optional.empty();
        }
    }

    private synchronized SubjectKeys keys() {
        var present = keys;
        if (present == null) {
            present = new SubjectKeys(store.subjectKeys(), files);
            keys = present;
        }
        return present;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
