package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The demo targets read live, in their own protocols: SCIM over HTTP, LDAP. */
final class Targets {
    private final Launcher launcher;
    private final JsonNode targets;

    Targets(Launcher launcher) {
        this.launcher = launcher;
        this.targets = launcher.running().json().path("targets");
    }

    /**
     * The account with this {@code externalId} in the code host.
     *
     * @param id Muster's id of the person
     */
    Optional<Account> codeHost(String id) {
        var filter = URLEncoder.encode("externalId eq \"" + id + "\"", StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(
                        URI.create(targets.path("code-host").path("url").asText() + "/Users?filter=" + filter))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + launcher.credentials().secret("code-host"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new CommandFailed("code-host answered " + answer.statusCode());
            }
            return Optional.ofNullable(Launcher.JSON
                            .readTree(answer.body())
                            .path("Resources")
                            .get(0))
                    .map(Account::ofScim);
        } catch (IOException e) {
            throw new CommandFailed("code-host does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted");
        }
    }

    /**
     * The entry with this {@code employeeNumber} in the directory.
     *
     * @param id Muster's id of the person
     */
    Optional<Account> directory(String id) {
        var target = targets.path("directory");
        var url = URI.create(target.path("url").asText());
        try (var connection = new LDAPConnection(
                url.getHost(),
                url.getPort(),
                target.path("bindDn").asText(),
                launcher.credentials().secret("directory"))) {
            var base = target.path("baseDn").asText();
            var entry =
                    connection.searchForEntry(base, SearchScope.SUB, Filter.createEqualityFilter("employeeNumber", id));
            if (entry == null) {
                return Optional.empty();
            }
            var groups = connection.search(
                    base,
                    SearchScope.SUB,
                    Filter.createANDFilter(
                            Filter.createEqualityFilter("objectClass", "groupOfNames"),
                            Filter.createEqualityFilter("member", entry.getDN())));
            return Optional.of(Account.ofLdap(entry, Objects.requireNonNullElse(groups.getSearchEntries(), List.of())));
        } catch (LDAPException e) {
            throw new CommandFailed("directory does not answer: " + e.getMessage());
        }
    }
}
