package io.muster.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;

/** The ZIP form in which a dump travels over HTTP. */
public final class DumpArchive {
    private DumpArchive() {}

    /**
     * Unpacks a dump into a directory that is new or empty. Throws IOException if it is not, if the stream is cut, or if a name in
     * it leads out of the directory.
     *
     * @return number of files
     */
    public static int unpack(InputStream zip, Path directory) throws IOException {
        Files.createDirectories(directory);
        try (var present = Files.list(directory)) {
            if (present.findAny().isPresent()) {
                throw new IOException(directory + " is not empty");
            }
        }
        var home = directory.toAbsolutePath().normalize();
        int files = 0;
        try (var in = new ZipInputStream(zip)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var file = home.resolve(entry.getName()).normalize();
                if (!file.startsWith(home) || file.equals(home)) {
                    throw new IOException("the archive names a file outside of the directory: " + entry.getName());
                }
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.resolveSibling("."));
                    Files.copy(in, file);
                    files++;
                }
            }
        }
        if (files == 0) {
            throw new IOException("not a dump: the archive has no files");
        }
        return files;
    }
}
