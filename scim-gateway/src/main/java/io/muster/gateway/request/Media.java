package io.muster.gateway.request;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** SCIM over HTTP: its media type, and answers as bytes. */
public final class Media {
    /** The media type of RFC 7644 §3.1. */
    public static final String SCIM = "application/scim+json";
    /** What clients that know no better ask for; they get the same. */
    public static final String JSON = "application/json";

    private Media() {}

    /** An answer with a body; its media type is the one that was negotiated. */
    public static Response.ResponseBuilder answer(int status, JsonNode body) {
        return answer(status, body.toString());
    }

    /** An answer whose body is JSON already. */
    public static Response.ResponseBuilder answer(int status, String json) {
        return Response.status(status).entity(json.getBytes(StandardCharsets.UTF_8));
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
