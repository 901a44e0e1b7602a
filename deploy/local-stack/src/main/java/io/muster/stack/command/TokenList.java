package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.local.Service;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the opaque SCIM tokens, newest first; never the tokens themselves.")
final class TokenList implements Callable<Integer> {
    private static final String FORMAT = "%-36s  %-20s  %-8s  %-32s  %-7s  %-20s  %s%n";

    private final Launcher launcher;

    @Option(names = "--client", description = "Of this client only.")
    private String client = "";

    @Option(names = "--status", description = "Only active, expired or revoked ones.")
    private String status = "";

    @Option(names = "--json", description = "One JSON object: items.")
    private boolean json;

    TokenList(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var tokens = tokens();
        if (json) {
            var answer = Launcher.JSON.createObjectNode();
            answer.putArray("items").addAll(tokens);
            launcher.print(answer);
            return 0;
        }
        if (!tokens.isEmpty()) {
            launcher.out().printf(FORMAT, "ID", "CLIENT", "STATUS", "SCOPES", "PROFILE", "EXPIRES", "LAST USED");
        }
        tokens.forEach(token -> launcher.out()
                .printf(
                        FORMAT,
                        token.path("id").asText(),
                        token.path("client").asText(),
                        token.path("status").asText(),
                        words(token.path("scopes")),
                        token.path("profile").asText(),
                        token.path("expiresAt").asText(),
                        token.path("lastUsedAt").asText("never")));
        return 0;
    }

    /** All pages. */
    private List<JsonNode> tokens() {
        var services = new ServiceClient(launcher);
        var tokens = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = ServiceClient.good(
                    Service.SCIM_GATEWAY, services.get(Service.SCIM_GATEWAY, "/tokens" + query(cursor)));
            page.path("items").forEach(tokens::add);
            cursor = page.path("next").asText("");
        } while (!cursor.isEmpty());
        return tokens;
    }

    private String query(String cursor) {
        var query = new StringBuilder("?limit=1000");
        add(query, "client", client);
        add(query, "status", status);
        add(query, "cursor", cursor);
        return query.toString();
    }

    private static void add(StringBuilder query, String name, String value) {
        if (!value.isEmpty()) {
            query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private static String words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(","));
    }
}
