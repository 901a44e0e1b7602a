package io.muster.stack.demo;

import java.util.Optional;

/** The accounts of one person in both targets, read in their own protocols. */
record BothTargets(Optional<Account.Found> codeHost, Optional<Account.Found> directory) {
    static BothTargets of(Run run, Person person) throws Exception {
        return new BothTargets(
                run.codeHost().account(person.id()), run.directory().account(person.id()));
    }

    /** Empty if the person has both accounts, enabled or disabled as said; else what is there. */
    static Optional<String> missing(Run run, Person person, boolean active) throws Exception {
        var both = of(run, person);
        var right = both.codeHost.isPresent()
                && both.directory.isPresent()
                && both.codeHost.get().account().active() == active
                && both.directory.get().account().active() == active;
        return right ? Optional.empty() : Optional.of(both.toString());
    }

    /** @throws StepFailed if an account is another one than before, by the id that the target gave it */
    void keepTheIdsOf(BothTargets before) {
        same("code-host", before.codeHost, codeHost);
        same("directory", before.directory, directory);
    }

    private static void same(String target, Optional<Account.Found> before, Optional<Account.Found> after) {
        var was = before.map(Account.Found::id);
        var is = after.map(Account.Found::id);
        if (is.isEmpty() || is.get().isEmpty() || !is.equals(was)) {
            throw new StepFailed("%s: the account is %s, before it was %s".formatted(target, is, was));
        }
    }

    /** Name, state and groups of each, for people. */
    @Override
    public String toString() {
        return "code-host: %s, directory: %s".formatted(shown(codeHost, "userName"), shown(directory, "uid"));
    }

    private static String shown(Optional<Account.Found> found, String name) {
        return found.map(account -> "%s %s%s"
                        .formatted(
                                account.account().attributes().get(name),
                                account.account().active() ? "enabled" : "disabled",
                                groups(account.account())))
                .orElse("none");
    }

    private static String groups(Account account) {
        var groups = account.attributes().getOrDefault("groups", "");
        return groups.isEmpty() ? "" : " in " + groups;
    }
}
