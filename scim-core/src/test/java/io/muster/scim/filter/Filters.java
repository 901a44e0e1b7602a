package io.muster.scim.filter;

import io.muster.scim.schema.AttributePath;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Random filters. Made from a Random by hand: the library's own recursive generators take minutes for trees. */
final class Filters {
    private static final List<String> NAMES =
            List.of("userName", "x509-Cert_1", "$ref", "not", "and", "or", "pr", "eq", "true", "null", "now");
    private static final List<String> URNS =
            List.of("urn:ietf:params:scim:schemas:core:2.0:User", "urn:x:1.0", "http://schemas.example.com/v1.0/Group");
    private static final List<String> TEXTS =
            List.of("", "\"", "\\", "] and a pr", "\uD83D\uDE00", "\uD83D", "\u0000\n", "é", "O'Malley", "a/b");
    private static final List<String> NUMBERS =
            List.of("0", "-0.0", "100", "1.50", "1e300", "-1e-300", "0e9", "12345678901234567890");

    private final Random random;

    Filters(Random random) {
        this.random = random;
    }

    /** Any filter that can be written. */
    Filter any() {
        return tree(random.nextInt(5), this::leaf);
    }

    /** A tree over leaves that the caller makes. */
    Filter tree(int depth, Supplier<Filter> leaf) {
        if (depth == 0) {
            return leaf.get();
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Filter.And(terms(depth - 1, leaf));
            case 1 -> new Filter.Or(terms(depth - 1, leaf));
            case 2 -> new Filter.Not(tree(depth - 1, leaf));
            default -> tree(depth - 1, leaf);
        };
    }

    <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private List<Filter> terms(int depth, Supplier<Filter> leaf) {
        return Stream.generate(() -> tree(depth, leaf))
                .limit(2 + random.nextInt(2))
                .toList();
    }

    private Filter leaf() {
        if (random.nextInt(5) == 0) {
            return new Filter.ValuePath(
                    path(), tree(random.nextInt(3), () -> simple(AttributePath.of(one(NAMES), null))));
        }
        return simple(path());
    }

    private Filter simple(AttributePath path) {
        if (random.nextInt(5) == 0) {
            return new Filter.Present(path);
        }
        Literal literal = literal();
        Operator operator = one(List.of(Operator.values()));
        boolean relative = literal instanceof Literal.Now;
        return new Filter.Comparison(path, relative && !operator.ordering() ? Operator.LE : operator, literal);
    }

    private AttributePath path() {
        return new AttributePath(
                random.nextInt(3) == 0 ? one(URNS) : null, one(NAMES), random.nextInt(3) == 0 ? one(NAMES) : null);
    }

    private Literal literal() {
        return switch (random.nextInt(6)) {
            case 0 -> new Literal.Text(one(TEXTS) + one(TEXTS));
            case 1 -> new Literal.Text(new String(Character.toChars(random.nextInt(0xD800))));
            case 2 -> new Literal.Numeric(new BigDecimal(one(NUMBERS)));
            case 3 -> new Literal.Bool(random.nextBoolean());
            case 4 -> new Literal.Null();
            default ->
                new Literal.Now(new RelativeTime(
                        random.nextBoolean(),
                        Period.of(random.nextInt(3), random.nextInt(3), random.nextInt(3)),
                        Duration.ofSeconds(random.nextInt(3) * (long) random.nextInt(90_000))));
        };
    }
}
