package io.muster.stack.command;

import java.util.Objects;

/** The version that was built. */
final class Version {
    /** E.g. {@code 0.1.0}; {@code development} when it does not run from its jar. */
    static final String NUMBER =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");

    private Version() {}
}
