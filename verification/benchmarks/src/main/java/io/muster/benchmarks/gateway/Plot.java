package io.muster.benchmarks.gateway;

import java.util.List;
import java.util.Locale;

/** The figures that have a goal as SVG: two bars each, and a line where the goal would just be reached. */
final class Plot {
    private static final int WIDTH = 960;
    private static final int LEFT = 300;
    private static final int RIGHT = 250;
    private static final int ROW = 62;
    private static final int BAR = 18;
    private static final String REACHED = "#1a7f37";
    private static final String MISSED = "#cf222e";
    private static final String BESIDE = "#afb8c1";

    private final StringBuilder shapes = new StringBuilder();
    private int row;

    private Plot() {}

    static String svg(List<Figure> figures) {
        var plot = new Plot();
        figures.stream().filter(figure -> figure.goal().isPresent()).forEach(plot::draw);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
                <title>Each figure beside what it is held against; the line is its goal</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                %s</svg>
                """.formatted(WIDTH, plot.row * ROW + 12, plot.shapes);
    }

    private void draw(Figure figure) {
        double target = figure.target().orElseThrow();
        double most =
                Math.max(Math.max(figure.measured().value(), figure.beside().value()), target);
        double scale = (WIDTH - LEFT - RIGHT) / most;
        int top = row++ * ROW + 12;
        text(8, top + BAR, "#1f2328", figure.title().replace("`", ""));
        text(8, top + 2 * BAR, "#57606a", "goal " + figure.goalText());
        bar(top, figure.measured(), scale, figure.reached() ? REACHED : MISSED, ", " + figure.ratioText());
        bar(top + BAR + 4, figure.beside(), scale, BESIDE, "");
        double line = LEFT + target * scale;
        shapes.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#1f2328\" stroke-width=\"2\" stroke-dasharray=\"4 3\"/>%n",
                line,
                top - 4,
                line,
                top + 2 * BAR + 8));
    }

    private void bar(int y, Figure.Measure measure, double scale, String colour, String more) {
        double length = measure.value() * scale;
        shapes.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LEFT,
                y,
                length,
                BAR,
                colour));
        text((int) (LEFT + length + 8), y + 13, "#1f2328", measure.text() + " " + measure.of() + more);
    }

    private void text(int x, int y, String colour, String text) {
        shapes.append("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n"
                .formatted(
                        x,
                        y,
                        colour,
                        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
