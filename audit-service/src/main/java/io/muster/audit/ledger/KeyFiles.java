package io.muster.audit.ledger;

import io.muster.audit.AuditConfig;
import io.muster.log.NoteSigner;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The two secrets that live outside of the database, and the last checkpoint, which must not be restored with it. */
@Singleton
public class KeyFiles {
    private static final Logger LOG = Logger.getLogger(KeyFiles.class);
    private static final int KEY_BYTES = 32;

    private final AuditConfig config;
    private final SecureRandom random = new SecureRandom();

    @Inject
    KeyFiles(AuditConfig config) {
        this.config = config;
    }

    /** The key that wraps the subjects' keys. */
    byte[] wrappingKey() {
        byte[] key = Base64.getDecoder()
                .decode(read(config.wrappingKeyFile(), () -> Base64.getEncoder().encodeToString(randomKey())));
        if (key.length != KEY_BYTES) {
            throw new IllegalStateException(config.wrappingKeyFile() + " does not hold 32 bytes in base64");
        }
        return key;
    }

    /** The log's signer. */
    NoteSigner signer() {
        return NoteSigner.parse(read(
                config.signingKeyFile(),
                () -> NoteSigner.generate(config.origin(), random).secret()));
    }

    /** A fresh key of 32 random bytes. */
    byte[] randomKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    /** The last checkpoint that was signed here, if there is one. */
    Optional<String> lastCheckpoint() {
        var file = checkpointFile();
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Keeps the last checkpoint, whole or not at all. */
    void keepCheckpoint(String note) {
        var file = checkpointFile();
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, note);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private Path checkpointFile() {
        var key = config.signingKeyFile();
        return key.resolveSibling(key.getFileName() + ".checkpoint");
    }

    private String read(Path file, Supplier<String> generator) {
        try {
            if (!Files.exists(file)) {
                generate(file, generator.get());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the key file " + file, e);
        }
    }

    private void generate(Path file, String secret) throws IOException {
        if (!config.generateKeys()) {
            throw new IllegalStateException(
                    "the key file " + file + " is missing; muster.audit.generate-keys=true makes one");
        }
        Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var whole = Files.createTempFile(
                file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new", ownerOnly);
        try {
            Files.writeString(whole, secret + "\n");
            // A link appears whole or not at all, and never in the place of another: of two replicas one makes the key.
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException theirs) {
            LOG.infof("the key file %s was made by another process just now; it is used", file);
        } finally {
            Files.delete(whole);
        }
    }
}
