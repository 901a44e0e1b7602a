package io.muster.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.benchmarks.gateway.Figure.Goal;
import io.muster.benchmarks.gateway.Figure.Measure;
import io.muster.benchmarks.gateway.Figure.Unit;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void a_rate_is_a_share_of_its_ceiling() {
        var reached = figure(600, 1000, Unit.PER_SECOND, Goal.shareAtLeast(0.6));
        assertThat(reached.reached()).isTrue();
        assertThat(reached.ratioText()).isEqualTo("60 %");
        assertThat(reached.goalText()).isEqualTo("≥ 60 %");
        assertThat(figure(599, 1000, Unit.PER_SECOND, Goal.shareAtLeast(0.6)).reached())
                .isFalse();
    }

    @Test
    void a_time_is_so_many_times_the_one_in_the_small() {
        var reached = figure(3, 2, Unit.MILLISECONDS, Goal.timesAtMost(1.5));
        assertThat(reached.reached()).isTrue();
        assertThat(reached.ratioText()).isEqualTo("1.50×");
        assertThat(reached.goalText()).isEqualTo("≤ 1.5×");
        assertThat(figure(3.1, 2, Unit.MILLISECONDS, Goal.timesAtMost(1.5)).reached())
                .isFalse();
    }

    @Test
    void memory_has_a_limit_of_its_own() {
        var reached = figure(400, 200, Unit.MEGABYTES, Goal.atMost(400));
        assertThat(reached.reached()).isTrue();
        assertThat(reached.goalText()).isEqualTo("≤ 400 MB");
        assertThat(figure(401, 500, Unit.MEGABYTES, Goal.atMost(400)).reached()).isFalse();
    }

    @Test
    void what_has_no_goal_cannot_miss_it() {
        var figure = new Figure(
                "key",
                "title",
                new Measure("a", 9, Unit.MILLISECONDS),
                new Measure("b", 1, Unit.MILLISECONDS),
                Optional.empty());
        assertThat(figure.reached()).isTrue();
        assertThat(figure.goalText()).isEmpty();
    }

    @Test
    void the_plot_is_svg_with_two_bars_and_a_line_for_each_goal() throws Exception {
        var svg = Plot.svg(List.of(
                figure(600, 1000, Unit.PER_SECOND, Goal.shareAtLeast(0.6)),
                figure(3, 2, Unit.MILLISECONDS, Goal.timesAtMost(1.5))));
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("rect").getLength())
                .as("the ground and two bars each")
                .isEqualTo(5);
        assertThat(document.getElementsByTagName("line").getLength()).isEqualTo(2);
        assertThat(document.getDocumentElement().getTextContent()).contains("1,000/s of <it>", "goal ≤ 1.5×");
    }

    private static Figure figure(double measured, double beside, Unit unit, Goal goal) {
        return new Figure(
                "key",
                "title",
                new Measure("of & it", measured, unit),
                new Measure("of <it>", beside, unit),
                Optional.of(goal));
    }
}
