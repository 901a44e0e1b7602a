package io.muster.workflows.workflow;

import io.muster.workflows.identity.IdentityStore;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.LifecycleWorkflow.Recipient;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who gets a mail about a person. Team: employed today, same manager, without the person and the manager. Who has no manager, or a manager or
 * person without an address, is replaced by the organization's fallback address.
 */
@ApplicationScoped
class Recipients {
    /**
     * The people around a person.
     *
     * @param manager empty when he has none who is known
     */
    record Circle(Person person, Optional<Person> manager, List<Person> team, Optional<String> fallback) {
        Circle {
            team = List.copyOf(team);
        }

        /** The addresses, each once. Empty, with nobody to fall back on: the mail cannot be sent. */
        Set<String> addresses(List<Recipient> to) {
            var all = new LinkedHashSet<String>();
            for (var recipient : to) {
                switch (recipient) {
                    case PERSON -> person.mail().or(this::fallback).ifPresent(all::add);
                    case MANAGER ->
                        manager.flatMap(Person::mail).or(this::fallback).ifPresent(all::add);
                    case TEAM -> {
                        if (manager.isEmpty()) {
                            fallback.ifPresent(all::add);
                        }
                        team.forEach(colleague -> colleague.mail().ifPresent(all::add));
                    }
                }
            }
            return all;
        }

        /** Whether nobody to write to is as it should be: a team of one. */
        boolean mayBeEmpty(List<Recipient> to) {
            return manager.isPresent() && to.stream().allMatch(recipient -> recipient == Recipient.TEAM);
        }
    }

    private final IdentityStore identities;

    @Inject
    Recipients(IdentityStore identities) {
        this.identities = identities;
    }

    Uni<Circle> around(SqlConnection tx, PolicySet policies, Person person, Instant now) {
        var fallback = Optional.ofNullable(policies.organization().fallbackMail());
        var managerId = person.managerId();
        if (managerId.isEmpty()) {
            return Uni.createFrom().item(new Circle(person, Optional.empty(), List.of(), fallback));
        }
        return identities
                .living(tx, policies, List.of(managerId.get()))
                .chain(managers -> identities
                        .reportsOf(tx, policies, managerId.get())
                        .map(reports -> new Circle(
                                person,
                                managers.stream().findFirst(),
                                reports.stream()
                                        .filter(p -> !p.id().equals(person.id())
                                                && !p.id().equals(managerId.get())
                                                && p.employment().employed(now))
                                        .toList(),
                                fallback)));
    }
}
