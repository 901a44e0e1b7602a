package io.muster.stack.backup;

import java.sql.Connection;
import java.sql.SQLException;

/** What of the present state outlives a restore, and what of the restored one must not go on as it was. */
final class CarriedOver {
    private static final String KEEP_TOKENS =
            "create temporary table kept_token on commit drop as select * from scim_token";
    // What was revoked stays revoked, what was issued holds: a restore takes back people, not who may call.
    private static final String TOKENS = """
            delete from scim_token t using kept_token k where t.id = k.id or t.hash = k.hash;
            insert into scim_token select * from kept_token""";
    // Nobody works on it any more.
    private static final String CLAIMS =
            "update due set lease_owner = null, lease_until = null where lease_owner is not null";
    // A key that lives again behind its tombstone would be buried by it in the eyes of those who know a later version
    // of it
    // already. Only one that is the last word on its key is sent.
    private static final String TOMBSTONES = """
            delete from outbox o where o.value is null
               and exists (select from outbox later
                            where later.topic = o.topic and later.key = o.key and later.seq > o.seq)""";
    private static final String CLOCK = "update business_clock set ahead = greatest(ahead, cast(? as interval))";

    private final String ahead;
    private final long unsent;
    private final boolean tokens;

    private CarriedOver(String ahead, long unsent, boolean tokens) {
        this.ahead = ahead;
        this.unsent = unsent;
        this.tokens = tokens;
    }

    /** To be asked before anything is replaced. */
    static CarriedOver from(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            String ahead;
            long unsent;
            boolean tokens;
            try (var rows = statement.executeQuery("""
                    select (select ahead::text from business_clock), (select count(*) from outbox),
                           to_regclass('scim_token') is not null""")) {
                rows.next();
                ahead = rows.getString(1);
                unsent = rows.getLong(2);
                tokens = rows.getBoolean(3);
            }
            if (tokens) {
                statement.execute(KEEP_TOKENS);
            }
            return new CarriedOver(ahead, unsent, tokens);
        }
    }

    /** Events that were not sent when the state was replaced. */
    long unsent() {
        return unsent;
    }

    void into(Connection connection, int epoch) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (tokens) {
                statement.execute(TOKENS);
            }
            statement.execute(CLAIMS);
            statement.execute(TOMBSTONES);
        }
        try (var clock = connection.prepareStatement(CLOCK)) { // business time never goes back
            clock.setString(1, ahead);
            clock.executeUpdate();
        }
        try (var store = connection.prepareStatement("update store set epoch = ?")) {
            store.setInt(1, epoch);
            store.executeUpdate();
        }
    }
}
