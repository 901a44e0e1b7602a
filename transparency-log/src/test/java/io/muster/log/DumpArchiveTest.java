package io.muster.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump as it comes over the wire. */
class DumpArchiveTest {
    @TempDir
    Path directory;

    @Test
    void an_archive_is_unpacked_and_one_that_leads_outside_refused() throws IOException {
        var to = directory.resolve("unpacked");
        assertThat(DumpArchive.unpack(zip("tile/0/000"), to)).isEqualTo(1);
        assertThat(to.resolve("tile/0/000")).hasContent("content");
        assertThatIOException()
                .isThrownBy(() -> DumpArchive.unpack(zip("tile"), to))
                .withMessageContaining("not empty");
        assertThatIOException().isThrownBy(() -> DumpArchive.unpack(zip("../outside"), directory.resolve("second")));
        assertThat(directory.resolve("outside")).doesNotExist();
    }

    private static ByteArrayInputStream zip(String name) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write("content".getBytes(UTF_8));
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
