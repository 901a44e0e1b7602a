package io.muster.stack.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.local.Service;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "issue",
        mixinStandardHelpOptions = true,
        description = {
            "Issues an opaque SCIM token, to be pasted where an identity provider asks for a secret token.",
            "The token alone goes to the standard output, this once: nobody can show it again."
        },
        footer = {
            "",
            "A client has at most two active tokens, for its rotation: issue the next one, give it to the client, revoke the last one.",
            "Example: ./muster token issue --client entra --scope scim:read,scim:write --lifetime P180D"
        })
final class TokenIssue implements Callable<Integer> {
    private final Launcher launcher;

    @Option(names = "--client", required = true, description = "Its name: the actor in events, e.g. entra.")
    private String client = "";

    @Option(
            names = "--scope",
            split = "[, ]",
            defaultValue = "scim:read,scim:write",
            description = "scim:read, scim:write, scim:admin; repeatable (default ${DEFAULT-VALUE}).")
    private List<String> scopes = List.of();

    @Option(names = "--lifetime", defaultValue = "P180D", description = "ISO 8601 (default ${DEFAULT-VALUE}).")
    private Duration lifetime = Duration.ofDays(180);

    @Option(names = "--rate", description = "Requests a second; default: as the gateway is set (50).")
    private @Nullable Integer rate;

    @Option(names = "--burst", description = "Requests at once after a pause; default: twice the rate.")
    private @Nullable Integer burst;

    @Option(
            names = "--profile",
            defaultValue = "rfc",
            description = "How its PATCH requests are read: rfc, or entra for Entra ID (default ${DEFAULT-VALUE}).")
    private String profile = "rfc";

    @Option(
            names = "--hide",
            paramLabel = "ATTRIBUTE",
            description = "What the client may neither see nor write, e.g. phoneNumbers; repeatable.")
    private List<String> hidden = List.of();

    @Option(names = "--json", description = "Everything about it, with the token, as one JSON object.")
    private boolean json;

    TokenIssue(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var issued = ServiceClient.good(
                Service.SCIM_GATEWAY, new ServiceClient(launcher).post(Service.SCIM_GATEWAY, "/tokens", request()));
        if (json) {
            launcher.print(issued);
            return 0;
        }
        launcher.out().println(issued.path("token").asText());
        launcher.err()
                .printf(
                        "Token %s of %s, valid until %s. It is shown this once.%n",
                        issued.path("id").asText(),
                        issued.path("client").asText(),
                        issued.path("expiresAt").asText());
        return 0;
    }

    private ObjectNode request() {
        var expiresAt = InstantSource.system().instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        var request = Launcher.JSON.createObjectNode().put("client", client).put("expiresAt", expiresAt.toString());
        scopes.forEach(request.putArray("scopes")::add);
        request.put("profile", profile);
        hidden.forEach(request.putArray("hiddenAttributes")::add);
        if (rate != null) {
            request.put("requestsPerSecond", rate);
        }
        if (burst != null) {
            request.put("burst", burst);
        }
        return request;
    }
}
