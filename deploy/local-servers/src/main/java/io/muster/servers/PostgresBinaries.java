package io.muster.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs ({@code initdb}, {@code pg_ctl}, {@code postgres}), unpacked once from their jar. */
final class PostgresBinaries {
    private static final Set<String> X86_64 = Set.of("amd64", "x86_64");

    private PostgresBinaries() {}

    /** Unpacks the programs under the directory unless they are there; several processes may do so at once.
     *
     * @return the directory that holds {@code bin} */
    static Path unpackedIn(Path directory) {
        var resource = resourceForThisMachine();
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (archive == null) {
                throw new ServerFailed("There is no PostgreSQL for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch")
                        + " among the libraries. Set MUSTER_POSTGRESQL_URL to a server.");
            }
            var version = fingerprint(resource);
            var home = directory.resolve("postgresql-" + version);
            if (!Files.isDirectory(home)) {
                Files.createDirectories(directory);
                var fresh = Files.createTempDirectory(directory, "unpacking-");
                unpack(archive, fresh);
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
                moveIntoPlace(fresh, home);
            }
            return home;
        } catch (IOException e) {
            throw new ServerFailed("PostgreSQL's programs could not be unpacked to " + directory + ": " + e, e);
        }
    }

    /** Another version of the archive gets another directory; the archive's size tells them apart cheaply. */
    private static String fingerprint(String resource) throws IOException {
        var url = Objects.requireNonNull(PostgresBinaries.class.getResource(resource));
        var connection = url.openConnection();
        connection.setUseCaches(false);
        connection.getInputStream().close();
        return Long.toString(connection.getContentLengthLong(), Character.MAX_RADIX);
    }

    private static String resourceForThisMachine() {
        var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return "/postgres-linux-" + (X86_64.contains(arch) ? "x86_64" : "arm_64") + ".txz";
    }

    private static void unpack(InputStream archive, Path to) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var target = to.resolve(entry.getName()).normalize();
                if (!target.startsWith(to)) {
                    throw new IOException("An entry points out of the archive: " + entry.getName());
                }
                unpack(tar, entry, target);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
            var executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** The rename is what publishes the programs: a process killed while unpacking leaves nothing half done behind. */
    private static void moveIntoPlace(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            delete(fresh); // another process was faster; its copy is the same
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
