package io.muster.gateway.bulk;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Removes what a killed process left of files that were coming in: they hold personal data. The directory is this process's own. */
@Singleton
class UploadLeftovers {
    private static final Logger LOG = Logger.getLogger(UploadLeftovers.class);

    private final Path directory;

    UploadLeftovers(@ConfigProperty(name = "quarkus.http.body.uploads-directory") String directory) {
        this.directory = Path.of(directory);
    }

    void remove(@Observes StartupEvent started) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.list(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
                LOG.infof("removed %s, which an earlier process left", file.getFileName());
            }
        }
    }
}
