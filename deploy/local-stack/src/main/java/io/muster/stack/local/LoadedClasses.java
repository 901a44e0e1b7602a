package io.muster.stack.local;

import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The classes of a service as they were once loaded, in an archive of the JVM (CDS) beside its jar: the first process that ends in
 * order writes it, and later ones start on about half the work.
 */
final class LoadedClasses {
    /** The JVM writes it last: zeros where a process was killed meanwhile. */
    private static final int HEADER = 4;

    private LoadedClasses() {}

    /**
     * The JVM's arguments. An archive that a JVM could not use and would not replace either, half written or older than the jar, is
     * removed first.
     */
    static List<String> of(Path jar) {
        var archive = jar.resolveSibling("classes.jsa");
        try {
            if (Files.exists(archive) && (!isWhole(archive) || isOlder(archive, jar))) {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new ServerFailed("The archive of classes " + archive + " could not be looked at: " + e, e);
        }
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive,
                // What the JVM remarks about archives says nothing about Muster, and would lie among the lines of the
                // log.
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Xlog:cds*=off:stderr");
    }

    private static boolean isWhole(Path archive) throws IOException {
        try (var in = Files.newInputStream(archive)) {
            return !Arrays.equals(Arrays.copyOf(in.readNBytes(HEADER), HEADER), new byte[HEADER]);
        }
    }

    private static boolean isOlder(Path archive, Path jar) throws IOException {
        return Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0;
    }
}
