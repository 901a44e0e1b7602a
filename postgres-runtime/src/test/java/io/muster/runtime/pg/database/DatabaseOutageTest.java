package io.muster.runtime.pg.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures that are over when the same is asked again, and those that are not. */
class DatabaseOutageTest {
    private final DatabaseOutage outage = new DatabaseOutage();

    private static RuntimeException deep(Throwable cause) {
        return new IllegalStateException("around it", new IllegalStateException("and around that", cause));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57P03", "53300", "55P03"})
    void what_postgresql_says_of_itself_is_one(String state) {
        assertThat(outage.isCauseOf(deep(new PgException("x", "FATAL", state, ""))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08P01", "23505", "42601", "57014", "40P01"})
    void what_is_wrong_with_a_statement_is_none(String state) {
        assertThat(outage.isCauseOf(deep(new PgException("x", "ERROR", state, ""))))
                .isFalse();
    }

    @Test
    void neither_an_answer_nor_a_connection_is_one() {
        for (var cause : List.of(
                ClosedConnectionException.INSTANCE,
                new ConnectException("refused"),
                new UnknownHostException("postgres"),
                new VertxException("Timeout waiting for connection", true))) {
            assertThat(outage.isCauseOf(deep(cause))).as(cause.toString()).isTrue();
        }
        assertThat(outage.isCauseOf(deep(new NullPointerException("a defect")))).isFalse();
    }
}
