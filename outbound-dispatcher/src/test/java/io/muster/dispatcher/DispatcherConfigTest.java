package io.muster.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names and defaults that operators rely on. */
class DispatcherConfigTest {
    @Test
    void what_is_not_set_has_its_default() {
        var config = with(Map.of());
        assertThat(config.quarantineLook()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.limitLook()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.attemptRetention()).isEqualTo(Duration.ofDays(90));
        assertThat(config.retry().first()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.retry().longest()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void each_setting_has_the_name_that_the_readme_says() {
        var config = with(Map.of(
                "muster.dispatcher.quarantine-look", "PT11S",
                "muster.dispatcher.limit-look", "PT12S",
                "muster.dispatcher.attempt-retention", "P30D",
                "muster.dispatcher.retry.first", "PT13S",
                "muster.dispatcher.retry.longest", "PT14S"));
        assertThat(config.quarantineLook()).isEqualTo(Duration.ofSeconds(11));
        assertThat(config.limitLook()).isEqualTo(Duration.ofSeconds(12));
        assertThat(config.attemptRetention()).isEqualTo(Duration.ofDays(30));
        assertThat(config.retry().first()).isEqualTo(Duration.ofSeconds(13));
        assertThat(config.retry().longest()).isEqualTo(Duration.ofSeconds(14));
    }

    private static DispatcherConfig with(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(DispatcherConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(DispatcherConfig.class);
    }
}
