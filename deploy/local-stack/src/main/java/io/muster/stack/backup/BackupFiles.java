package io.muster.stack.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The files of a backup: for their owner alone, on the disk before they are named, and known by their SHA-256. */
final class BackupFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private BackupFiles() {}

    /** What writes the content of a file. */
    interface Content {
        /** {@return how many rows} */
        long writeTo(OutputStream out) throws IOException, SQLException;
    }

    /** What came of a file. */
    record Written(long rows, long bytes, String sha256) {}

    /**
     * A directory beside the wanted one, to be renamed when all is in it.
     *
     * @throws BackupFailed if the wanted one holds something
     */
    static Path begin(Path wanted) throws IOException {
        var directory = wanted.toAbsolutePath().normalize();
        if (Files.exists(directory)) {
            if (!Files.isDirectory(directory)) {
                throw new BackupFailed(directory + " is no directory.");
            }
            try (Stream<Path> content = Files.list(directory)) {
                if (content.findAny().isPresent()) {
                    throw new BackupFailed(directory + " is not empty. A backup gets a directory of its own.");
                }
            }
        }
        var parent = directory.getParent();
        if (parent == null) {
            throw new BackupFailed(directory + " is not a directory that can be made.");
        }
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, directory.getFileName() + ".partial-"); // mode 700
    }

    /** Names it, now that it is whole. An empty directory of that name is replaced, one that has been filled meanwhile is not. */
    static void finish(Path partial, Path wanted) throws IOException {
        force(partial);
        var directory = wanted.toAbsolutePath().normalize();
        Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
        var parent = directory.getParent();
        if (parent != null) {
            force(parent);
        }
    }

    /** Removes what was begun. */
    static void abandon(Path partial) throws IOException {
        try (Stream<Path> content = Files.list(partial)) {
            for (var file : content.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(partial);
    }

    static Written write(Path file, Content content) throws IOException, SQLException {
        var digest = sha256();
        long rows;
        try (var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER)) {
            var gzip =
                    new GZIPOutputStream(new DigestOutputStream(Channels.newOutputStream(channel), digest), 64 * 1024);
            rows = content.writeTo(gzip);
            gzip.finish();
            gzip.flush();
            channel.force(true);
        }
        return new Written(rows, Files.size(file), HexFormat.of().formatHex(digest.digest()));
    }

    static void write(Path file, byte[] content) throws IOException {
        try (var channel =
                        FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER);
                var out = Channels.newOutputStream(channel)) {
            out.write(content);
            channel.force(true);
        }
    }

    /** The SHA-256 of a file's bytes, in hex. */
    static String sha256(Path file) throws IOException {
        var digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
