package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.local.Service;
import java.io.FileNotFoundException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The gateway's {@code /import}, asked. */
final class ImportClient {
    private static final String END_OF_LINE = "\r\n";
    private static final String PAGE = "limit=1000";

    private final ServiceClient service;

    ImportClient(ServiceClient service) {
        this.service = service;
    }

    /** The gateway refused the mapping. */
    static final class InvalidMapping extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<JsonNode> problems;

        InvalidMapping(JsonNode errors) {
            super("the mapping is not valid", null, false, false);
            var list = new ArrayList<JsonNode>();
            errors.forEach(list::add);
            problems = List.copyOf(list);
        }

        /** {@code {"line","field","message","allowed"?}} each. */
        List<JsonNode> problems() {
            return problems;
        }
    }

    /**
     * Sends a file; its id.
     *
     * @throws InvalidMapping where the mapping is not one
     * @throws CommandFailed with what the gateway said, if it refused
     */
    String begin(Path file, Path mapping, String query) throws FileNotFoundException {
        var boundary = "muster-" + UUID.randomUUID();
        var body = BodyPublishers.concat(
                head(boundary, "mapping", mapping, "application/yaml"),
                BodyPublishers.ofFile(mapping),
                text(END_OF_LINE),
                head(boundary, "file", file, "application/octet-stream"),
                BodyPublishers.ofFile(file),
                text(END_OF_LINE + "--" + boundary + "--" + END_OF_LINE));
        var answer = service.post(
                Service.SCIM_GATEWAY, "/import?" + query, "multipart/form-data; boundary=" + boundary, body);
        if (!answer.body().path("errors").isEmpty()) {
            throw new InvalidMapping(answer.body().path("errors"));
        }
        return ServiceClient.good(Service.SCIM_GATEWAY, answer).path("id").asText();
    }

    /** How far it is. */
    ObjectNode status(String id) {
        return (ObjectNode)
                ServiceClient.good(Service.SCIM_GATEWAY, service.get(Service.SCIM_GATEWAY, "/import/" + id));
    }

    /** Its rows, page by page. */
    void rows(String id, String filter, Consumer<JsonNode> each) {
        var cursor = "";
        do {
            var page = ServiceClient.good(
                    Service.SCIM_GATEWAY,
                    service.get(
                            Service.SCIM_GATEWAY,
                            "/import/" + id + "/rows?" + PAGE + (filter.isEmpty() ? "" : "&" + filter)
                                    + (cursor.isEmpty()
                                            ? ""
                                            : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8))));
            page.path("items").forEach(each);
            cursor = page.path("next").asText();
        } while (!cursor.isEmpty());
    }

    private static BodyPublisher head(String boundary, String part, Path file, String type) {
        var name = file.getFileName().toString().replaceAll("[\"\\p{Cntrl}]", "_");
        return text("--" + boundary + END_OF_LINE + "Content-Disposition: form-data; name=\"" + part + "\"; filename=\""
                + name + "\"" + END_OF_LINE + "Content-Type: " + type + END_OF_LINE + END_OF_LINE);
    }

    private static BodyPublisher text(String text) {
        return BodyPublishers.ofString(text);
    }
}
