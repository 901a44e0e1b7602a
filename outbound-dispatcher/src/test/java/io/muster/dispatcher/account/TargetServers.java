package io.muster.dispatcher.account;

import io.muster.stack.targets.DirectoryServer;
import io.muster.stack.targets.ScimApplication;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The real targets, on free ports; what a service waits for in its targets is short. */
public final class TargetServers implements QuarkusTestResourceLifecycleManager {
    static final String SECRET = "a-secret-of-the-test";
    static final String DOCUMENTS = """
            apiVersion: muster.io/v1
            kind: Target
            metadata: {name: code-host}
            spec:
              connector: scim
              connection: {url: "${CODE_HOST_URL}", credential: {fromEnv: CODE_HOST_TOKEN}}
              matching: [[externalId], [userName]]
              attributes:
                - {to: userName, value: user.userName}
                - {to: externalId, value: user.id}
                - {to: displayName, value: "coalesce(user.displayName, user.name.formatted)"}
                - {to: active, value: "grant.status == 'active' && user.active"}
            ---
            apiVersion: muster.io/v1
            kind: Target
            metadata: {name: directory}
            spec:
              connector: ldap
              connection:
                url: "${DIRECTORY_URL}"
                baseDn: "dc=kartapuce,dc=example"
                bindDn: "cn=provisioning,dc=kartapuce,dc=example"
                credential: {fromEnv: DIRECTORY_PASSWORD}
              matching: [[employeeNumber], [uid]]
              attributes:
                - {to: uid, value: user.userName}
                - {to: employeeNumber, value: user.id}
                - {to: cn, value: "coalesce(user.displayName, user.name.formatted)"}
                - {to: sn, value: user.name.familyName}
            ---
            apiVersion: muster.io/v1
            kind: Target
            metadata: {name: wiki}
            spec:
              connector: scim
              connection: {url: "${WIKI_URL}", credential: {fromEnv: CODE_HOST_TOKEN}}
              matching: [[externalId], [userName]]
              settle: PT2S
              attributes: [{to: userName, value: user.userName}, {to: externalId, value: user.id}]
            ---
            apiVersion: muster.io/v1
            kind: Target
            metadata: {name: shop}
            spec:
              connector: scim
              connection: {url: "${SHOP_URL}", credential: {fromEnv: CODE_HOST_TOKEN}}
              matching: [[externalId], [userName]]
              attributes: [{to: userName, value: user.userName}, {to: externalId, value: user.id}]
              limits: {disables: {count: 2, percent: 0, window: PT1H}, deletions: {count: 1, percent: 0, window: PT1H}}
            """;

    private final List<AutoCloseable> servers = new ArrayList<>();

    static String scimUrl() {
        return Objects.requireNonNull(System.getProperty("muster.test.code-host"));
    }

    /** The wiki itself, past the gate at which it fails. */
    static String wikiUrl() {
        return Objects.requireNonNull(System.getProperty("muster.test.wiki"));
    }

    static String shopUrl() {
        return Objects.requireNonNull(System.getProperty("muster.test.shop"));
    }

    static String ldapUrl() {
        return Objects.requireNonNull(System.getProperty("muster.test.directory"));
    }

    @Override
    public Map<String, String> start() {
        try {
            Path files = Files.createTempDirectory("targets");
            ScimApplication scim = ScimApplication.start(0, files.resolve("scim"), SECRET);
            DirectoryServer ldap = DirectoryServer.start(0, files.resolve("ldap"), SECRET);
            ScimApplication pages = ScimApplication.start(0, files.resolve("wiki"), SECRET);
            ScimApplication sales = ScimApplication.start(0, files.resolve("shop"), SECRET);
            FaultyApplication faulty = FaultyApplication.before(pages.url());
            servers.addAll(List.of(faulty, pages, sales, scim, ldap));
            // The tests ask the targets themselves, and run in another class loader than this resource.
            System.setProperty("muster.test.code-host", scim.url());
            System.setProperty("muster.test.directory", ldap.url());
            System.setProperty("muster.test.wiki", pages.url());
            System.setProperty("muster.test.shop", sales.url());
            return Map.ofEntries(
                    Map.entry("CODE_HOST_URL", scim.url()),
                    Map.entry("DIRECTORY_URL", ldap.url()),
                    Map.entry("WIKI_URL", faulty.url()),
                    Map.entry("SHOP_URL", sales.url()),
                    Map.entry("CODE_HOST_TOKEN", SECRET),
                    Map.entry("DIRECTORY_PASSWORD", SECRET),
                    Map.entry("muster.dispatcher.quarantine-look", "PT0.3S"),
                    Map.entry("muster.dispatcher.limit-look", "PT0.3S"),
                    Map.entry("muster.dispatcher.retry.first", "PT0.2S"),
                    Map.entry("muster.dispatcher.retry.longest", "PT2S"));
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        } catch (com.unboundid.ldap.sdk.LDAPException cannot) {
            throw new IllegalStateException(cannot);
        }
    }

    @Override
    public void stop() {
        for (AutoCloseable server : servers) {
            try {
                server.close();
            } catch (Exception e) { // what AutoCloseable declares; a server that does not close fails the run
                throw new IllegalStateException(e);
            }
        }
    }
}
