package io.muster.dispatcher.connector;

import java.util.List;
import java.util.Optional;

/**
 * Some of a target's accounts.
 *
 * @param next the cursor of the following page; absent on the last one
 */
public record AccountPage(List<TargetAccount> accounts, Optional<String> next) {
    public AccountPage {
        accounts = List.copyOf(accounts);
    }
}
