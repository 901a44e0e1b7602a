package io.muster.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's tables to files and back. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BackupTest {
    private static final List<String> STATE = List.of(
            "select t::text from resource t order by id",
            "select t::text from password t order by user_id",
            "select t::text from membership t order by group_id, member_id",
            "select t::text from retired_resource t order by id",
            "select seq || topic || key || coalesce(encode(value, 'hex'), 'none') from outbox t order by seq");

    @TempDir
    static Path server;

    private static GatewayStore store;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException, SQLException {
        store = GatewayStore.start(server.resolve("postgresql"));
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void people() throws SQLException {
        store.execute("""
                truncate resource, password, membership, retired_resource, outbox, due, relay_lease, scim_token,
                         unique_value, cursor_key;
                update store set epoch = 1;
                update business_clock set ahead = '0';
                insert into resource (id, type, document, folded, created, last_modified) values
                    ('alice', 'User', '{"userName":"Älice\\\\ \\t\\n \\u2028","title":"Engineer"}', '{"userName":"alice"}', now(), now()),
                    ('bob', 'User', '{"userName":"bob"}', '{"userName":"bob"}', now(), now()),
                    ('team', 'Group', '{"displayName":"Team"}', '{"displayName":"team"}', now(), now());
                insert into password values ('alice', 'of alice', now());
                insert into membership values ('team', 'alice', 'User', 1, now());
                insert into retired_resource values ('gone', 'User', 5, 0, now());
                insert into outbox (topic, key, headers, value) values
                    ('muster.identity.users', 'alice', '{"ce_id":"1"}', '\\x00ff0a5c'),
                    ('muster.identity.memberships', 'team:alice', '{}', null),
                    ('muster.identity.memberships', 'team:alice', '{"ce_id":"2"}', '\\x01'),
                    ('muster.identity.users', 'gone', '{}', null);
                insert into due (kind, key, priority, due_at, lease_owner, lease_until)
                    values ('group-departure', 'team', 1, now(), 'somebody', now() + interval '1 hour');
                insert into scim_token (id, hash, client, scopes, requests_per_second, burst, created_at, created_by, expires_at)
                    values ('t1', '\\x01', 'entra', '{scim:read}', 1, 1, now(), 'admin', now() + interval '1 year');
                insert into cursor_key values (true, decode(repeat('00', 32), 'hex'), now())""");
    }

    private Manifest backup(Path wanted) throws IOException, SQLException {
        try (var connection = store.connect(StoreBackup.APPLICATION)) {
            return StoreBackup.write(connection, "scim-gateway", wanted, (table, done, of) -> {});
        }
    }

    private StoreRestore.Restored restore(Path backup, int leastEpoch) throws IOException, SQLException {
        var checked = StoreRestore.of(backup, "scim-gateway", (table, done, of) -> {});
        try (var connection = store.connect(StoreBackup.APPLICATION)) {
            return checked.into(connection, leastEpoch, (table, done, of) -> {});
        }
    }

    private static List<String> state() throws SQLException {
        var all = new ArrayList<String>();
        for (var each : STATE) {
            all.addAll(store.query(each));
        }
        return all;
    }

    private static void changes() throws SQLException {
        store.execute("""
                delete from membership;
                delete from resource where id = 'bob';
                update resource set document = '{}', version = 9 where id = 'alice';
                update password set hash = 'another';
                insert into retired_resource values ('bob', 'User', 2, 0, now());
                insert into resource (id, type, document, folded, created, last_modified)
                    values ('carol', 'User', '{}', '{"userName":"carol"}', now(), now());
                delete from outbox;
                insert into outbox (topic, key, value) select 'muster.identity.users', 'carol', '\\x02' from generate_series(1, 20);
                update business_clock set ahead = '3 days';
                update scim_token set revoked_at = now(), revoked_by = 'admin';
                insert into scim_token (id, hash, client, scopes, requests_per_second, burst, created_at, created_by, expires_at)
                    values ('t2', '\\x02', 'entra', '{scim:read}', 1, 1, now(), 'admin', now() + interval '1 year')""");
    }

    @Test
    void what_was_backed_up_is_there_again_and_the_epoch_has_risen() throws IOException, SQLException {
        var before = state();
        var written = backup(directory.resolve("monday"));
        changes();
        var last = Long.parseLong(store.query("select max(seq) from outbox").getFirst());

        var restored = restore(directory.resolve("monday"), 1);

        var stale = store.query("select key from outbox where value is null");
        assertThat(stale).as("a tombstone that something follows").containsExactly("gone");
        before.removeIf(row -> row.contains("team:alicenone"));
        assertThat(state()).isEqualTo(before);
        assertThat(restored.epoch()).isEqualTo(2);
        assertThat(restored.unsent()).isEqualTo(20);
        assertThat(restored.manifest()).isEqualTo(written);
        assertThat(store.query("select epoch from store")).containsExactly("2");
        store.execute("insert into outbox (topic, key) values ('t', 'k')");
        assertThat(store.query("select seq > " + last + " from outbox where key = 'k'"))
                .containsExactly("t");
        assertThat(restore(directory.resolve("monday"), 1).epoch()).as("again").isEqualTo(3);
        assertThat(restore(directory.resolve("monday"), 40).epoch()).isEqualTo(40);
    }

    @Test
    void credentials_and_business_time_do_not_go_back_and_nobody_holds_work() throws IOException, SQLException {
        backup(directory.resolve("b"));
        changes();
        restore(directory.resolve("b"), 1);
        assertThat(store.query("select id || (revoked_at is not null) from scim_token order by id"))
                .containsExactly("t1true", "t2false");
        assertThat(store.query("select ahead from business_clock")).containsExactly("3 days");
        assertThat(store.query("select count(*) from cursor_key")).containsExactly("0");
        assertThat(store.query("select key || coalesce(lease_owner, '-') from due"))
                .containsExactly("team-");

        store.execute("truncate scim_token");
        restore(directory.resolve("b"), 1);
        assertThat(store.query("select id from scim_token"))
                .as("of a store that has lost them")
                .containsExactly("t1");
    }

    @Test
    void only_its_owner_can_read_a_backup_and_it_never_replaces_anything() throws IOException, SQLException {
        var backup = directory.resolve("b");
        Files.createDirectory(backup);
        var written = backup(backup);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rwx------");
        try (var files = Files.list(backup)) {
            var all = files.toList();
            assertThat(all)
                    .hasSize(written.tables().size() + 1)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThatThrownBy(() -> backup(backup))
                .isInstanceOf(BackupFailed.class)
                .hasMessageContaining("is not empty");
        assertThat(Manifest.in(backup)).isEqualTo(written);
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(backup);
        }
    }

    @Test
    void a_backup_that_is_broken_off_is_none() throws IOException, SQLException {
        try (var connection = store.connect(StoreBackup.APPLICATION)) {
            assertThatThrownBy(() ->
                            StoreBackup.write(connection, "scim-gateway", directory.resolve("b"), (table, done, of) -> {
                                if (done == 3) {
                                    throw new IllegalStateException("broken off");
                                }
                            }))
                    .hasMessage("broken off");
        }
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
        backup(directory.resolve("b"));
        Files.delete(directory.resolve("b/manifest.json"));
        refused("There is no backup in", "broken off is none");
    }

    @Test
    void a_damaged_file_is_found_before_anything_is_touched() throws IOException, SQLException {
        backup(directory.resolve("b"));
        var file = directory.resolve("b/resource.copy.gz");
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        refused("damaged", "resource.copy.gz", "SHA-256");
        Files.delete(file);
        refused("damaged", "resource.copy.gz is missing");
    }

    @Test
    void what_ends_in_the_middle_leaves_the_store_as_it_was() throws IOException, SQLException {
        backup(directory.resolve("b"));
        var manifest = directory.resolve("b/manifest.json");
        var one = Manifest.in(directory.resolve("b")).tables().getLast();
        Files.writeString(
                manifest, Files.readString(manifest).replaceFirst("(?s)(.*\"rows\" : )" + one.rows(), "$1" + 77));
        refused("instead of 77", "nothing was restored");
    }

    @Test
    void it_is_refused_while_the_service_runs_or_may_still_send() throws IOException, SQLException {
        backup(directory.resolve("b"));
        try (var service = store.connect("scim-gateway-7")) {
            assertThat(service.isValid(5)).isTrue();
            refused("scim-gateway runs", "scim-gateway-7");
        }
        store.execute(
                "insert into relay_lease values ('scim-gateway', 'replica-3/1', 4, now() + interval '8 seconds')");
        refused("replica-3/1", "another 8 s");
    }

    @Test
    void it_is_refused_for_tables_of_another_version_and_for_another_format_or_service()
            throws IOException, SQLException {
        backup(directory.resolve("b"));
        var last = store.query("select version from flyway_schema_history order by installed_rank desc limit 1")
                .getFirst();
        store.execute("insert into flyway_schema_history values (99, '999', true)");
        try {
            refused("version 999", "version " + last);
        } finally {
            store.execute("delete from flyway_schema_history where version = '999'");
        }
        var manifest = directory.resolve("b/manifest.json");
        var text = Files.readString(manifest);
        Files.writeString(manifest, text.replace("\"scim-gateway\"", "\"outbound-dispatcher\""));
        refused("of outbound-dispatcher, not of scim-gateway");
        Files.writeString(manifest, text.replace("\"format\" : 1", "\"format\" : 2"));
        refused("format 2", "reads format 1");
    }

    /** And nothing has changed. */
    private void refused(String... words) throws SQLException {
        store.execute("update resource set version = 9 where id = 'alice'");
        var before = state();
        assertThatThrownBy(() -> restore(directory.resolve("b"), 1))
                .isInstanceOf(BackupFailed.class)
                .hasMessageContainingAll(words);
        assertThat(state()).isEqualTo(before);
        assertThat(store.query("select epoch from store")).containsExactly("1");
    }
}
