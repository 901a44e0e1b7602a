package io.muster.gateway.request;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SCIM over HTTP: its media type, and answers as bytes. */
public final class Media {
    /** The media type of RFC 7644 §3.1. */
    public static final String SCIM = "application/scim+json";
    /** What clients that know no better ask for; they get the same. */
    public static final String JSON = "application/json";

    private static final MediaType SCIM_TYPE = MediaType.valueOf(SCIM);

    private Media() {}

    /** An answer with a body. */
    public static Response.ResponseBuilder answer(HttpHeaders request, int status, JsonNode body) {
        return answer(request, status, body.toString());
    }

    /**
     * An answer whose body is JSON already, of the media type that the request likes best. It is said here, since the framework would
     * add a charset, which neither type has (RFC 7644 §8.1, RFC 8259 §11), and would fail at an empty {@code Accept} when all is done.
     */
    public static Response.ResponseBuilder answer(HttpHeaders request, int status, String json) {
        return of(status, liked(request.getHeaderString(HttpHeaders.ACCEPT)), json);
    }

    /** An answer of one of our media types, whatever the request says. */
    public static Response.ResponseBuilder of(int status, String type, String json) {
        return Response.status(status)
                .entity(json.getBytes(StandardCharsets.UTF_8))
                .type(type);
    }

    /** {@link #SCIM} or {@link #JSON}; a request that accepts neither has not come so far. */
    private static String liked(@Nullable String accept) {
        if (accept == null || accept.equals(SCIM)) {
            return SCIM;
        }
        if (accept.equals(JSON)) {
            return JSON;
        }
        var ranges = Arrays.stream(accept.split(","))
                .flatMap(range -> range(range.strip()).stream())
                .toList();
        return weight(MediaType.APPLICATION_JSON_TYPE, ranges) > weight(SCIM_TYPE, ranges) ? JSON : SCIM;
    }

    /** What the range that says most of a type says of it (RFC 9110 §12.5.1). */
    private static double weight(MediaType type, List<MediaType> ranges) {
        return ranges.stream()
                .filter(type::isCompatible)
                .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype))
                .map(Media::weight)
                .orElse(0.0);
    }

    private static Optional<MediaType> range(String text) {
        try {
            return Optional.of(MediaType.valueOf(text));
        } catch (IllegalArgumentException e) {
            // A blank, or what is no media type: nothing that we could give.
            return Optional.empty();
        }
    }

    private static double weight(MediaType range) {
        try {
            return Double.parseDouble(range.getParameters().getOrDefault("q", "1"));
        } catch (NumberFormatException e) {
            // No reason to refuse: it is liked least.
            return 0;
        }
    }

    /** Adds what a client has to be told beside the result. */
    public static Response.ResponseBuilder warn(Response.ResponseBuilder answer, List<String> warnings) {
        warnings.forEach(warning -> answer.header("Warning", warning));
        return answer;
    }

    /** Adds the version. */
    public static Response.ResponseBuilder tag(Response.ResponseBuilder answer, long etag) {
        return answer.header(HttpHeaders.ETAG, Preconditions.tag(etag));
    }
}
