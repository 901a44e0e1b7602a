package io.muster.dispatcher.account;

import io.muster.stack.targets.DirectoryServer;
import io.muster.stack.targets.ScimApplication;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The two real targets, on free ports. */
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
            """;

    private @Nullable ScimApplication codeHost;
    private @Nullable DirectoryServer directory;

    static String scimUrl() {
        return Objects.requireNonNull(System.getProperty("muster.test.code-host"));
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
            codeHost = scim;
            directory = ldap;
            // The tests ask the targets themselves, and run in another class loader than this resource.
            System.setProperty("muster.test.code-host", scim.url());
            System.setProperty("muster.test.directory", ldap.url());
            return Map.of(
                    "CODE_HOST_URL",
                    scim.url(),
                    "DIRECTORY_URL",
                    ldap.url(),
                    "CODE_HOST_TOKEN",
                    SECRET,
                    "DIRECTORY_PASSWORD",
                    SECRET);
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        } catch (com.unboundid.ldap.sdk.LDAPException cannot) {
            throw new IllegalStateException(cannot);
        }
    }

    @Override
    public void stop() {
        if (codeHost != null) {
            codeHost.close();
        }
        if (directory != null) {
            directory.close();
        }
    }
}
