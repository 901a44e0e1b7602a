package io.muster.stack.command;

import io.muster.stack.local.Credentials;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a bearer token (a JWT): of an administrator, of a client, or (--as) of a person.",
            "issue, list and revoke are about the tokens of clients that know nothing of OIDC, such as Entra ID and Okta."
        })
final class Token implements Callable<Integer> {
    private final Launcher launcher;

    @Option(names = "--as", paramLabel = "PERSON", description = "A person's userName or id.")
    private String person = "";

    @Option(
            names = "--client",
            description = "The client, e.g. hr, auditor, admin (default: admin; for a person: console).")
    private String client = "";

    @Option(
            names = "--scope",
            split = "[, ]",
            description = "A scope, e.g. scim:read; repeatable. Default: the client's usual ones.")
    private List<String> scopes = List.of();

    @Option(names = "--lifetime", defaultValue = "PT12H", description = "ISO 8601 (default ${DEFAULT-VALUE}).")
    private Duration lifetime = Duration.ofHours(12);

    Token(Launcher launcher) {
        this.launcher = launcher;
    }

    static CommandLine line(Launcher launcher) {
        return new CommandLine(new Token(launcher))
                .addSubcommand(new TokenIssue(launcher))
                .addSubcommand(new TokenList(launcher))
                .addSubcommand(new TokenRevoke(launcher));
    }

    @Override
    public Integer call() {
        var issuer = launcher.credentials().issuer();
        if (person.isEmpty()) {
            var name = client.isEmpty() ? "admin" : client;
            launcher.out().println(issuer.token(name, name, scopesOr(() -> usual(name)), lifetime));
        } else {
            var through = client.isEmpty() ? "console" : client;
            launcher.out().println(issuer.token(id(), through, scopesOr(() -> Credentials.PERSON_SCOPES), lifetime));
        }
        return 0;
    }

    private Set<String> scopesOr(Supplier<Set<String>> usual) {
        return scopes.isEmpty() ? usual.get() : new LinkedHashSet<>(scopes);
    }

    private static Set<String> usual(String name) {
        return switch (name) {
            case "admin" -> Credentials.ALL_SCOPES;
            case "hr" -> Credentials.HR_SCOPES;
            case "auditor" -> Credentials.AUDITOR_SCOPES;
            default -> throw new CommandFailed("The client " + name + " has no usual scopes: say --scope.");
        };
    }

    private String id() {
        try {
            return UUID.fromString(person).toString();
        } catch (IllegalArgumentException e) {
            return Who.find(new ServiceClient(launcher), person) // not an id, so a name
                    .orElseThrow(() -> new CommandFailed("There is no person with the userName " + person + "."))
                    .path("id")
                    .asText();
        }
    }
}
