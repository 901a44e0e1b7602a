package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {
    @Test
    void the_same_person_reads_the_same_whichever_system_has_him() throws IOException {
        var person = Account.ofScim(Launcher.JSON.readTree("""
                {"userName":"alice","name":{"formatted":"Alice Ng","familyName":"Ng","givenName":"Alice"},
                 "emails":[{"value":"a@home.example"},{"value":"alice@kartapuce.example","primary":true}],"active":true}
                """));

        assertThat(person.attributes())
                .isEqualTo(Map.of(
                        "userName", "alice",
                        "displayName", "Alice Ng",
                        "familyName", "Ng",
                        "givenName", "Alice",
                        "mail", "alice@kartapuce.example",
                        "active", "true"));
    }

    @Test
    void another_value_differs_a_missing_one_and_a_group_do_not() {
        var person = new Account(Map.of("userName", "alice", "active", "true", "groups", "Engineering"));
        var account =
                new Account(Map.of("userName", "alice", "active", "false", "mail", "x@y.example", "groups", "dev"));

        assertThat(account.attributes().keySet().stream().filter(name -> account.differsIn(name, person)))
                .containsExactly("active");
    }
}
