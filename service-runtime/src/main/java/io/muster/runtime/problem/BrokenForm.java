package io.muster.runtime.problem;

import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.util.Arrays;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes by what the framework throws that a body is no form (RFC 7578). It has no class for that: a form that is cut off is an
 * {@link IOException}, as a disk is that is full, and a header of a part that cannot be read is whatever its parser ran into.
 */
final class BrokenForm {
    private static final String CUT_OFF = "Connection terminated reading multipart data";

    private BrokenForm() {}

    /** What to answer to the client that sent it; empty for all other failures. */
    static Optional<Problem> of(Throwable failure) {
        boolean broken = failure instanceof IOException
                ? CUT_OFF.equals(failure.getMessage())
                : ofParser(failure) && !ofDisk(failure.getCause());
        return broken
                ? Optional.of(
                        Problem.of(
                                400,
                                "invalid-form",
                                "The body is no form (multipart/form-data) that can be read, or ends before its last boundary."))
                : Optional.empty();
    }

    private static boolean ofParser(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(MultipartParser.class.getName()));
    }

    private static boolean ofDisk(@Nullable Throwable cause) {
        return cause instanceof IOException && !(cause instanceof UnsupportedEncodingException);
    }
}
