package io.muster.gateway.search;

import io.muster.gateway.sql.Sql;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The key of all cursors: one row, made by whoever needs it first, the same for every replica and after every restart. It is read
 * anew for each page, so that a key that was taken away is gone everywhere at once.
 */
@Singleton
class CursorKey {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The key, in the caller's transaction. */
    Uni<SecretKey> current(Mutiny.Session session) {
        return stored(session)
                .chain(found ->
                        found.map(secret -> Uni.createFrom().item(secret)).orElseGet(() -> make(session)));
    }

    /** Of several who make one at once the first wins; the others wait for its commit and take that one. */
    private static Uni<SecretKey> make(Mutiny.Session session) {
        var secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return Sql.of(
                        "insert into cursor_key (secret, made_at) values (decode($1, 'base64'), now()) on conflict do nothing",
                        Base64.getEncoder().encodeToString(secret))
                .run(session)
                .chain(() -> stored(session))
                .map(Optional::orElseThrow);
    }

    private static Uni<Optional<SecretKey>> stored(Mutiny.Session session) {
        return Sql.of("select encode(secret, 'base64') from cursor_key")
                .list(session, row -> key(row.text(0)))
                .map(CursorKey::first);
    }

    private static Optional<SecretKey> first(List<SecretKey> keys) {
        return keys.stream().findFirst();
    }

    private static SecretKey key(String secret) {
        return new SecretKeySpec(Base64.getMimeDecoder().decode(secret), "AES");
    }
}
