package io.muster.workflows.policy;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The organization: its zone and sites, and the defaults that every application and package inherits.
 *
 * @param fallbackMail who gets the mails that have no manager to go to
 * @param sites zone by site name
 */
public record Organization(
        String name,
        ZoneId zone,
        @Nullable String fallbackMail,
        Map<String, ZoneId> sites,
        Defaults defaults,
        @Nullable RevocationLimit revocations)
        implements PolicyDocument {
    /** What counts while no Organization document says otherwise: UTC, five seconds to settle, thirty days of retention. */
    public static final Organization BUILT_IN =
            new Organization("built-in", ZoneOffset.UTC, null, Map.of(), Defaults.NONE, null);

    static final Span SETTLE = Span.parse("PT5S");
    static final Span DELETE_AFTER = Span.ofDays(30);

    public Organization {
        Objects.requireNonNull(zone);
        sites = Map.copyOf(sites);
        Objects.requireNonNull(defaults);
    }

    /** Each is null where the organization says nothing. */
    public record Defaults(
            @Nullable Approval approval,
            AccessDuration duration,
            @Nullable Span settle,
            List<Condition> conditionalAccess,
            @Nullable Span deleteAfter) {
        static final Defaults NONE = new Defaults(null, AccessDuration.NONE, null, List.of(), null);

        public Defaults {
            conditionalAccess = List.copyOf(conditionalAccess);
        }
    }

    /**
     * How many revocations by rule may take effect within a sliding window. The larger of the two numbers counts: {@code count} protects a
     * small organization, {@code percent} of the identities lets a large one breathe.
     */
    public record RevocationLimit(int count, @Nullable Double percent, Span window) {
        /** How many may take effect within the window, for so many identities. */
        public long allowed(long identities) {
            return Math.max(count, percent == null ? 0 : (long) Math.floor(identities * percent / 100));
        }
    }
}
