package io.muster.gateway;

import io.muster.scim.patch.PatchProfile;
import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an operator can set of the gateway, under {@code muster.gateway}. Sizes are bytes. */
@StaticInitSafe
@ConfigMapping(prefix = "muster.gateway")
public interface GatewayConfig {
    /** Limits of one request; each is answered with its own error that names it. */
    Limits limits();

    /** Lists and searches. */
    Pages pages();

    /** How {@code /Bulk} works through its operations. */
    Bulk bulk();

    /** What a platform team may add to the schemas, and how soon each replica knows it. */
    Schemas schemas();

    /** People from files. */
    Imports imports();

    /** What passwords must be, and how they are hashed (RFC 9106). */
    Password password();

    /** Opaque tokens, for clients that know nothing of OIDC. */
    Tokens tokens();

    /**
     * How PATCH requests of clients with a JWT are read where the RFC and the client mean different things, by client id: {@code entra}.
     * Who is not named means what the RFC says; an opaque token has a profile of its own.
     */
    Map<String, PatchProfile> profiles();

    /**
     * Whole attributes that clients may neither see nor write, by client id: {@code phoneNumbers,department}; those of added schemas by
     * their URN. Beside what an opaque token hides of its own.
     */
    Map<String, List<String>> hiddenAttributes();

    /**
     * How long one SQL statement of a search may take; then the answer is 400 {@code tooMany}. What is found by its key cannot take long,
     * and a write may have to wait for another one of the same resource.
     */
    @WithDefault("2s")
    Duration statementTimeout();

    /** How often the counted refusals of minutes that are over become events. */
    @WithDefault("10s")
    Duration refusalsEvery();

    /** How often memberships of deleted groups that are still there are looked for, beside the nudge that each delete gives. */
    @WithDefault("5s")
    Duration departuresEvery();

    /** Limits of one request. */
    interface Limits {
        /** Body of any request but {@code /Bulk}. */
        @WithDefault("1048576")
        int body();

        /** Body of {@code /Bulk}, told in ServiceProviderConfig as {@code bulk.maxPayloadSize}. */
        @WithDefault("8388608")
        int bulkBody();

        /** Operations of one {@code /Bulk}, told in ServiceProviderConfig as {@code bulk.maxOperations}. */
        @WithDefault("1000")
        int bulkOperations();

        /** Memberships that one request may change. */
        @WithDefault("10000")
        int memberships();
    }

    /** Lists and searches. */
    interface Pages {
        /** Resources of a page if the client does not say {@code count}. */
        @WithDefault("100")
        int defaultSize();

        /** Resources of a page at most, told in ServiceProviderConfig as {@code filter.maxResults}. */
        @WithDefault("1000")
        int maxSize();

        /**
         * How long the cursor of a page leads to the next one, told in ServiceProviderConfig as {@code pagination.cursorTimeout}; then the answer
         * is 400 {@code expiredCursor}.
         */
        @WithDefault("24H")
        Duration cursorTimeout();
    }

    /** How {@code /Bulk} works. */
    interface Bulk {
        /** Operations that run at the same time, each committed by itself, where none needs the other. */
        @WithDefault("8")
        int concurrency();

        /** A request of more operations than this is in the lane {@code bulk}. */
        @WithDefault("10")
        int interactiveOperations();

        /**
         * How long a request of the lane {@code bulk} waits in all while the outbox is older than a second or one of the {@link #intakes} is more
         * than two seconds behind; then it goes on all the same.
         */
        @WithDefault("30S")
        Duration patience();

        /** A {@code /Bulk} that is answered before it is done. */
        Async async();

        /** Consumer groups that an import must not run away from; empty for none. */
        @WithDefault("lifecycle-workflows,outbound-dispatcher,audit-service")
        Set<String> intakes();
    }

    /** {@code Prefer: respond-async} (RFC 9967 §2.5.1). */
    interface Async {
        /** Requests of one client that are not done; one more is answered with 429. */
        @WithDefault("10")
        int outstanding();

        /** Requests that one replica works on at the same time. */
        @WithDefault("2")
        int concurrency();

        /** How long the result is kept after the end, business time. */
        @WithDefault("P1D")
        Duration retention();

        /** The longest {@code Prefer: wait} that is kept to. */
        @WithDefault("30S")
        Duration longestWait();
    }

    /** Schemas and resource types that are added to the running system. */
    interface Schemas {
        /** Added schemas and resource types in all. */
        @WithDefault("100")
        int documents();

        /** Attributes of one schema, sub-attributes counted too. */
        @WithDefault("200")
        int attributes();

        /** JSON of one document: its event must fit into a record. */
        @WithDefault("65536")
        int document();

        /** How often a replica looks whether another one has changed the schemas. */
        @WithDefault("1s")
        Duration refreshEvery();
    }

    /** How {@code /import} works. */
    interface Imports {
        /** The largest file. */
        @WithDefault("67108864")
        long maxBytes();

        /** Rows of one file. */
        @WithDefault("200000")
        int maxRows();

        /** Imports that have not ended; one more is answered with 429. */
        @WithDefault("20")
        int maxOpen();

        /** How long the rows of an import that has ended are kept, business time: they hold personal data. */
        @WithDefault("P7D")
        Duration retention();
    }

    /** What a password must be, and Argon2id's cost. */
    interface Password {
        /** Characters that a password has at least (NIST SP 800-63B-4 §3.1.1.2: eight, where it is not the only factor). */
        @WithDefault("8")
        int minLength();

        /** Memory in KiB. */
        @WithDefault("19456")
        int memory();

        /** Passes over the memory. */
        @WithDefault("2")
        int iterations();

        /** Hashes that may be computed at the same time; one more is answered with 429. */
        @WithDefault("2")
        int parallelHashes();

        /** Hashes of {@code /Bulk} operations that may wait for their turn, each with its transaction open. */
        @WithDefault("16")
        int waitingHashes();
    }

    /** Opaque tokens. */
    interface Tokens {
        /** How far away the expiry of a token may be when it is issued. */
        @WithDefault("P366D")
        Duration maxLifetime();

        /** Requests a second that a token may make of each replica, where its issue does not say; twice as many at once. */
        @WithDefault("50")
        int requestsPerSecond();
    }
}
