package io.muster.dispatcher.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A target application, seen through its own protocol.
 *
 * <p>Calls block and may be made by many threads at once; use virtual threads. Each ends within the connector's time
 * limit. Nothing is thrown for what a target does: it is an {@link Outcome} or an {@link Answer}.
 *
 * <p>An implementation MUST pass {@code ConnectorContract}.
 */
public interface Connector extends AutoCloseable {

    /**
     * Accounts whose attributes all have these values, disabled ones too. Case is the target's affair.
     *
     * @param equal at least one mapped attribute with its value
     */
    Answer<List<TargetAccount>> search(Map<String, JsonNode> equal);

    /** The account with this id; empty when the target has none. */
    Answer<Optional<TargetAccount>> read(TargetId id);

    /** Makes an account: {@code Applied} with it, {@code Conflict} when its name is taken, or trouble. */
    Outcome create(NewAccount account);

    /**
     * Gives attributes new values; JSON null empties one. Attributes that are not named stay. A new name renames the
     * account, which keeps its id and its entitlements.
     */
    Outcome update(TargetId id, Map<String, JsonNode> changes);

    /** Enables or disables. */
    Outcome setActive(TargetId id, boolean active);

    /** Removes for good; {@code Missing} when there is nothing to remove. */
    Outcome delete(TargetId id);

    /**
     * Adds members to an entitlement and removes others. One that does not exist is made when there is someone to add.
     * Adding a member and removing a stranger are fine. {@code Missing} when an account to add does not exist.
     */
    Outcome changeMembers(String entitlement, Set<TargetId> add, Set<TargetId> remove);

    /** Which of these entitlements the account has. */
    Answer<Set<String>> entitlements(TargetId id, Set<String> among);

    /** Who has each of these entitlements; one that does not exist in the target is not in the answer. */
    Answer<Map<String, Set<TargetId>>> members(Set<String> entitlements);

    /** A page of all accounts, disabled ones too; the first for an empty cursor. */
    Answer<AccountPage> page(Optional<String> cursor);

    /** Whether the target can be reached and accepts our credential, at the price of one small question. */
    Answer<Boolean> probe();

    /** Gives up connections; calls under way fail as unknown. */
    @Override
    void close();
}
