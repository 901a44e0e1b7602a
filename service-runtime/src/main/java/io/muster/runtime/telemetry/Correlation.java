package io.muster.runtime.telemetry;

import io.muster.runtime.id.Uuid7;
import jakarta.enterprise.context.RequestScoped;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What ties the current request to all that it sets off. */
@RequestScoped
public class Correlation {
    /** Name of the header, in requests and answers. */
    public static final String HEADER = "X-Correlation-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final SecureRandom RANDOM = new SecureRandom();

    // Made at need: a read has no use for a trace of its own.
    private @Nullable String correlationId;
    private @Nullable String traceparent;

    /** The client's own id if it sent a sane one, else a new one. */
    public String correlationId() {
        if (correlationId == null) {
            correlationId = Uuid7.next();
        }
        return correlationId;
    }

    /** W3C trace context of this request: the caller's trace, or a new one. */
    public String traceparent() {
        if (traceparent == null) {
            traceparent = newTraceparent();
        }
        return traceparent;
    }

    void take(@Nullable String correlationHeader, @Nullable String traceparentHeader) {
        if (correlationHeader != null && SANE.matcher(correlationHeader).matches()) {
            correlationId = correlationHeader;
        }
        if (traceparentHeader != null && TRACEPARENT.matcher(traceparentHeader).matches()) {
            traceparent = traceparentHeader;
        }
    }

    private static String newTraceparent() {
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        var hex = HexFormat.of().formatHex(bytes);
        return "00-" + hex.substring(0, 32) + "-" + hex.substring(32) + "-01";
    }
}
