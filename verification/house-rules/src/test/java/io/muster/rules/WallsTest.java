package io.muster.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may import whom: the module table of the architecture. */
class WallsTest {
    private static final JavaClasses MUSTER = new ClassFileImporter()
            .importPaths(Modules.product().stream().map(Modules::classes).toList());

    @Test
    void the_scim_language_knows_only_the_jdk_and_jackson() {
        only("io.muster.scim..", "com.fasterxml.jackson..");
    }

    @Test
    void the_transparency_log_knows_only_the_jdk() {
        only("io.muster.log..");
    }

    @Test
    void the_contract_knows_only_what_a_subscriber_needs() {
        only("io.muster.events..", "com.fasterxml.jackson..", "io.cloudevents..", "org.apache.kafka..");
    }

    private static void only(String mine, String... allowed) {
        var known = resideInAnyPackage(mine, "java..", "javax.crypto..", "org.jspecify..")
                .or(resideInAnyPackage(allowed))
                .or(DescribedPredicate.describe(
                        "primitives and arrays", (JavaClass c) -> c.isPrimitive() || c.isArray()));
        classes()
                .that()
                .resideInAPackage(mine)
                .should()
                .onlyDependOnClassesThat(known)
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    @Test
    void the_runtimes_hold_no_word_of_a_service_and_no_scim() {
        noClasses()
                .that()
                .resideInAPackage("io.muster.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.muster.gateway..",
                        "io.muster.workflows..",
                        "io.muster.dispatcher..",
                        "io.muster.audit..",
                        "io.muster.scim..",
                        "io.muster.log..")
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    @Test
    void services_never_import_each_other() {
        slices().matching("io.muster.(gateway|workflows|dispatcher|audit)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "workflows", "dispatcher", "audit", "scim", "runtime", "runtime.pg", "log"})
    void features_of_a_module_form_no_cycle(String base) {
        slices().matching("io.muster." + base + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    @Test
    void audit_has_no_postgresql() {
        noClasses()
                .that()
                .resideInAPackage("io.muster.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.muster.runtime.pg..", "org.hibernate..", "io.vertx.mutiny.sqlclient..")
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    @Test
    void only_the_relay_opens_a_kafka_producer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.muster.runtime.pg..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.kafka.clients.producer.KafkaProducer")
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    @Test
    void time_is_injected() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    /** Two queries at once on one Hibernate Reactive session corrupt it (hibernate-reactive issue 2494). */
    @Test
    void steps_on_a_session_are_chained_and_never_combined() {
        DescribedPredicate<JavaClass> holdSessions = DescribedPredicate.describe(
                "hold a session or a connection",
                c -> c.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getName())
                        .anyMatch(name -> name.endsWith("Mutiny$Session")
                                || name.endsWith("Mutiny$StatelessSession")
                                || name.endsWith("sqlclient.SqlConnection")));
        DescribedPredicate<JavaMethodCall> combine = DescribedPredicate.describe(
                "Uni.combine or Uni.join",
                call -> call.getTargetOwner().getName().equals("io.smallrye.mutiny.Uni")
                        && (call.getName().equals("combine") || call.getName().equals("join")));
        noClasses()
                .that(holdSessions)
                .should()
                .callMethodWhere(combine)
                .allowEmptyShould(true)
                .check(MUSTER);
    }

    /** Native queries of a session are planned anew with each request (see Sql): the gateway's statements run on its connection. */
    @Test
    void the_gateway_plans_no_statement_anew() {
        DescribedPredicate<JavaMethodCall> nativeQuery = DescribedPredicate.describe(
                "createNativeQuery", call -> call.getName().equals("createNativeQuery"));
        noClasses()
                .that()
                .resideInAPackage("io.muster.gateway..")
                .should()
                .callMethodWhere(nativeQuery)
                .check(MUSTER);
    }

    @Test
    void a_resource_never_knows_a_store() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .and()
                .resideInAnyPackage("io.muster.gateway..", "io.muster.workflows..", "io.muster.dispatcher..")
                .should()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Store")
                .allowEmptyShould(true)
                .check(MUSTER);
    }
}
