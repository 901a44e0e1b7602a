package io.muster.stack.local;

import io.muster.servers.LocalIssuer;
import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;

/** The secrets of the local stack: each is made when it is first asked for, and kept in a file of mode 600. */
public final class Credentials {
    /** Every scope there is. */
    public static final Set<String> ALL_SCOPES = Set.of(
            "scim:read",
            "scim:write",
            "scim:admin",
            "policy:read",
            "policy:write",
            "access:request",
            "access:approve",
            "provisioning:read",
            "provisioning:write",
            "audit:read",
            "audit:export");

    /** What {@code credentials.scim}, the HR feed, may do. */
    public static final Set<String> HR_SCOPES = Set.of("scim:read", "scim:write");

    /** What {@code credentials.auditor} may do. */
    public static final Set<String> AUDITOR_SCOPES = Set.of("audit:read", "audit:export");

    /** What a person may do for himself. */
    public static final Set<String> PERSON_SCOPES = Set.of("scim:read", "access:request", "access:approve");

    private static final Duration LIFETIME = Duration.ofDays(7);

    private final Path directory;
    private final LocalIssuer issuer;

    private Credentials(Path directory, LocalIssuer issuer) {
        this.directory = directory;
        this.issuer = issuer;
    }

    /**
     * The secrets of a home.
     *
     * @param clock real time
     */
    public static Credentials in(Home home, InstantSource clock) {
        var directory = home.secrets();
        return new Credentials(directory, LocalIssuer.in(directory, clock));
    }

    /**
     * A password or token of the local stack.
     *
     * @param name e.g. {@code postgresql-gateway}, {@code code-host}, {@code directory}
     */
    public synchronized String secret(String name) {
        var file = directory.resolve(name);
        try {
            if (!Files.exists(file)) {
                var bytes = new byte[24];
                new SecureRandom().nextBytes(bytes);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ServerFailed("The secret " + file + " could not be made or read: " + e, e);
        }
    }

    /** {@return a file that a service makes and keeps itself, e.g. the audit's signing key} */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** {@return the token of the HR feed (client {@code hr}), valid for half a week at least} */
    public String scim() {
        return issuer.reusableToken("hr", "hr", HR_SCOPES, LIFETIME);
    }

    /** {@return the token of an administrator (client {@code admin}) with every scope, valid for half a week at least} */
    public String admin() {
        return issuer.reusableToken("admin", "admin", ALL_SCOPES, LIFETIME);
    }

    /** {@return the token of an auditor (client {@code auditor}), valid for half a week at least} */
    public String auditor() {
        return issuer.reusableToken("auditor", "auditor", AUDITOR_SCOPES, LIFETIME);
    }

    /** {@return the issuer of all tokens} */
    public LocalIssuer issuer() {
        return issuer;
    }
}
