package io.muster.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Everything that can be set of the audit service, beside Quarkus' own settings. */
@ConfigMapping(prefix = "muster.audit")
public interface AuditConfig {
    /** MongoDB database of the log. The subjects' keys lie in {@code <database>_keys}. */
    @WithDefault("audit")
    String database();

    /** Name of the log in its checkpoints, a schema-less URL. Never changed while the log lives. */
    @WithDefault("muster.local/audit")
    String origin();

    /** File with the key that wraps the subjects' keys: 32 bytes in base64. Lost, nothing personal can be read again. */
    Path wrappingKeyFile();

    /** File with the log's Ed25519 key in the form of a C2SP note signer. The last checkpoint is kept beside it. */
    Path signingKeyFile();

    /** Whether missing key files are made (mode 0600). For the local stack; elsewhere a missing file stops the start. */
    @WithDefault("false")
    boolean generateKeys();

    /** How often a checkpoint is signed while the log grows. */
    @WithDefault("PT1S")
    Duration checkpointInterval();
}
