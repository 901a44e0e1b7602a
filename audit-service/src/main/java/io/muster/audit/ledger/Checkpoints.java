package io.muster.audit.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.audit.AuditConfig;
import io.muster.log.Checkpoint;
import io.muster.log.NoteSigner;
import io.muster.log.NoteVerifier;
import io.muster.log.SignedNote;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signs what the log is. Each checkpoint is held against the last one before it is signed: a log that no longer has the root that was
 * signed is never signed again, it is for a person to look at.
 */
@Singleton
public class Checkpoints {
    private static final Logger LOG = Logger.getLogger(Checkpoints.class);

    private final Ledger ledger;
    private final LedgerStore store;
    private final KeyFiles files;
    private final AuditConfig config;
    private final Semaphore grown = new Semaphore(1);
    private final NoteSigner signer;
    private volatile @Nullable Checkpoint last;
    private volatile Optional<String> refusal = Optional.empty();
    private volatile boolean running = true;

    @Inject
    Checkpoints(Ledger ledger, LedgerStore store, KeyFiles files, AuditConfig config, MeterRegistry metrics) {
        this.ledger = ledger;
        this.store = store;
        this.files = files;
        this.config = config;
        this.signer = files.signer();
        if (!signer.verifier().name().equals(config.origin())) {
            throw new IllegalStateException(config.signingKeyFile() + " is the key of "
                    + signer.verifier().name() + ", not of " + config.origin());
        }
        Gauge.builder("muster.audit.checkpoint.size", this, c -> c.signedSize())
                .description("Entries under the last signed checkpoint")
                .register(metrics);
        Gauge.builder("muster.audit.checkpoint.refused", this, c -> c.refusal.isPresent() ? 1 : 0)
                .description("1 if the log is not what was signed, so that nothing is signed any more")
                .register(metrics);
    }

    void start(@Observes StartupEvent started) {
        ledger.onGrowth(grown::release);
        Thread.ofVirtual().name("checkpoints").start(this::signForEver);
    }

    void stop(@Observes ShutdownEvent stopped) {
        running = false;
        grown.release();
    }

    /** The log's public key. */
    public NoteVerifier key() {
        return signer.verifier();
    }

    /** Why nothing is signed any more, if that is so. */
    public Optional<String> refusal() {
        return refusal;
    }

    /** Signs a checkpoint over all that is acknowledged, unless the last one covers it. Throws IllegalStateException if refused. */
    public synchronized SignedNote sign() {
        var before = lastSigned();
        var now = ledger.read(view -> {
            if (before.isPresent()) {
                var signed = before.get();
                if (view.size() < signed.size()) {
                    throw refused("the log has " + view.size() + " entries, and a checkpoint over " + signed.size()
                            + " was signed");
                }
                if (!view.nodes().rangeHash(0, signed.size()).equals(signed.root())) {
                    throw refused("the first " + signed.size() + " entries are not the ones that were signed");
                }
            }
            return new Checkpoint(config.origin(), view.size(), view.nodes().rangeHash(0, view.size()));
        });
        var note = signer.sign(now.text());
        if (before.isEmpty() || !before.get().equals(now)) {
            files.keepCheckpoint(note.toString());
            store.putCheckpoint(now.size(), note.toString());
            last = now;
        }
        refusal = Optional.empty();
        return note;
    }

    /** All checkpoints up to this size as they were signed, smallest first. */
    public List<SignedNote> history(long size) {
        return store.checkpoints(size).stream().map(SignedNote::parse).toList();
    }

    // The file is outside of the database, so that a database restored from a backup meets what was signed after the
    // backup.
    private Optional<Checkpoint> lastSigned() {
        var present = last;
        if (present == null) {
            present = Stream.concat(files.lastCheckpoint().stream(), store.lastCheckpoint().stream())
                    .map(note -> Checkpoint.open(SignedNote.parse(note), signer.verifier()))
                    .max(Comparator.comparingLong(Checkpoint::size))
                    .orElse(null);
            last = present;
        }
        return Optional.ofNullable(present);
    }

    private IllegalStateException refused(String why) {
        if (refusal.isEmpty()) {
            LOG.errorf("no checkpoint is signed: %s", why);
        }
        refusal = Optional.of(why);
        return new IllegalStateException(why);
    }

    private double signedSize() {
        var present = last;
        return present == null ? 0 : present.size();
    }

    private void signForEver() {
        while (running) {
            try {
                grown.acquire();
                grown.drainPermits();
                sign();
                TimeUnit.NANOSECONDS.sleep(config.checkpointInterval().toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) { // the store is away, or the log is refused: growth wakes us again
                LOG.warnf("checkpoint not signed: %s", e.getMessage());
                pause();
                grown.release();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
