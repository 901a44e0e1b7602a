package io.muster.gateway.resource;

import io.muster.gateway.membership.MemberEdit;
import io.muster.gateway.membership.Memberships;
import io.muster.gateway.request.Call;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** What a resource has that is not in its document: a user's password, a group's members. All methods run in the caller's transaction. */
@Singleton
class BesideDocument {
    private final ResourceStore store;
    private final Passwords passwords;
    private final Memberships memberships;

    BesideDocument(ResourceStore store, Passwords passwords, Memberships memberships) {
        this.store = store;
        this.passwords = passwords;
        this.memberships = memberships;
    }

    /** Whether it is another one now. */
    Uni<Boolean> setPassword(Mutiny.Session session, Call call, String id, PasswordEdit password, Instant now) {
        return switch (password) {
            case PasswordEdit.Keep keep -> Uni.createFrom().item(false);
            case PasswordEdit.Remove remove -> store.removePassword(session, id);
            case PasswordEdit.Replace replace ->
                passwords
                        .hash(replace.secret(), call.patient())
                        .chain(hash -> store.setPassword(session, id, hash, now))
                        .replaceWith(true);
        };
    }

    /**
     * The events of the memberships that have changed.
     *
     * @param version of these events
     */
    Uni<List<OutboxRecord>> changeMembers(
            Mutiny.Session session, Call call, StoredResource group, long version, MemberEdit edit, Instant now) {
        return edit.isEmpty() || !group.type().equals("Group")
                ? Uni.createFrom().item(List.of())
                : memberships.apply(session, call, group.id(), group.displayName(), version, edit, now);
    }
}
