package io.muster.dispatcher.mapping;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelFunctionBinding;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The functions that a mapping may call beside those of CEL and its string, list, math, set, regex and encoder
 * extensions. None fails on null: nothing in gives nothing out.
 */
final class MappingFunctions {
    /** The result that says "leave this attribute of the target alone". */
    static final Map<String, Object> SKIP = Map.of("muster_skip", true);

    private static final int MOST_ARGUMENTS = 8;

    @Immutable
    private record Function(String name, int arity, CelType result, Body body) {
        String overload() {
            return "muster_" + name + "_" + arity;
        }
    }

    @Immutable
    @FunctionalInterface
    private interface Body {
        Object apply(Object[] arguments);
    }

    @Immutable
    @FunctionalInterface
    private interface TextBody {
        String apply(String text);
    }

    private static final List<Function> ALL = all();

    private MappingFunctions() {}

    static List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        ALL.stream().map(Function::name).distinct().forEach(name -> {
            List<CelOverloadDecl> overloads = ALL.stream()
                    .filter(function -> function.name().equals(name))
                    .map(function -> CelOverloadDecl.newGlobalOverload(
                            function.overload(),
                            function.result(),
                            Collections.nCopies(function.arity(), SimpleType.DYN)))
                    .toList();
            declarations.add(CelFunctionDecl.newFunctionDeclaration(name, overloads));
        });
        return declarations;
    }

    static List<CelFunctionBinding> bindings() {
        return ALL.stream()
                .map(function -> CelFunctionBinding.from(
                        function.overload(),
                        ImmutableList.<Class<?>>copyOf(Collections.nCopies(function.arity(), Object.class)),
                        arguments -> function.body().apply(arguments)))
                .toList();
    }

    private static List<Function> all() {
        List<Function> functions = new ArrayList<>();
        functions.add(new Function(NullSafeSelection.MEMBER, 2, SimpleType.DYN, MappingFunctions::member));
        functions.add(
                new Function(NullSafeSelection.HAS, 2, SimpleType.BOOL, arguments -> !isNothing(member(arguments))));
        for (int arity = 1; arity <= MOST_ARGUMENTS; arity++) {
            functions.add(new Function("coalesce", arity, SimpleType.DYN, MappingFunctions::coalesce));
        }
        functions.add(new Function("isPresent", 1, SimpleType.BOOL, arguments -> !isNothing(arguments[0])));
        functions.add(new Function("isBlank", 1, SimpleType.BOOL, arguments -> isBlank(arguments[0])));
        functions.add(new Function("skip", 0, SimpleType.DYN, arguments -> SKIP));
        functions.add(new Function("clear", 0, SimpleType.DYN, arguments -> NullValue.NULL_VALUE));
        functions.add(new Function(NullSafeSelection.IN_SCOPE, 1, SimpleType.DYN, MappingFunctions::inScope));
        functions.add(new Function("lookup", 3, SimpleType.DYN, MappingFunctions::lookup));
        functions.add(new Function("valueOf", 2, SimpleType.DYN, MappingFunctions::valueOf));
        functions.add(new Function("single", 1, SimpleType.DYN, MappingFunctions::single));
        functions.add(new Function("formatDate", 3, SimpleType.DYN, MappingFunctions::formatDate));
        functions.add(new Function("left", 2, SimpleType.DYN, a -> text(a, s -> Text.left(s, number(a[1])))));
        functions.add(new Function("right", 2, SimpleType.DYN, a -> text(a, s -> Text.right(s, number(a[1])))));
        functions.add(new Function(
                "mid", 3, SimpleType.DYN, a -> text(a, s -> Text.mid(s, number(a[1]), number(a[2])))));
        functions.add(new Function(
                "word", 3, SimpleType.DYN, a -> text(a, s -> Text.word(s, number(a[1]), string(a[2])))));
        functions.add(new Function("before", 2, SimpleType.DYN, a -> text(a, s -> Text.before(s, string(a[1])))));
        functions.add(new Function("after", 2, SimpleType.DYN, a -> text(a, s -> Text.after(s, string(a[1])))));
        functions.add(new Function(
                "padLeft", 3, SimpleType.DYN, a -> text(a, s -> Text.padLeft(s, number(a[1]), string(a[2])))));
        functions.add(new Function(
                "padRight", 3, SimpleType.DYN, a -> text(a, s -> Text.padRight(s, number(a[1]), string(a[2])))));
        textFunction(functions, "lower", s -> s.toLowerCase(Locale.ROOT));
        textFunction(functions, "upper", s -> s.toUpperCase(Locale.ROOT));
        textFunction(functions, "properCase", Text::properCase);
        textFunction(functions, "stripSpaces", s -> s.replaceAll("\\s+", ""));
        textFunction(functions, "normalizeDiacritics", Text::normalizeDiacritics);
        textFunction(functions, "ascii", Text::ascii);
        return List.copyOf(functions);
    }

    private static void textFunction(List<Function> functions, String name, TextBody body) {
        functions.add(new Function(name, 1, SimpleType.DYN, arguments -> text(arguments, body::apply)));
    }

    private static Object text(Object[] arguments, UnaryOperator<String> body) {
        return arguments[0] instanceof NullValue ? NullValue.NULL_VALUE : body.apply(string(arguments[0]));
    }

    private static Object member(Object[] arguments) {
        Object found = switch (arguments[0]) {
            case Map<?, ?> map -> map.get(arguments[1]);
            case List<?> list
            when arguments[1] instanceof Long index && index >= 0 && index < list.size() -> list.get(index.intValue());
            default -> null;
        };
        return found == null ? NullValue.NULL_VALUE : found;
    }

    /** Never called: the expression's reading has put the filter's answer in its place. */
    private static Object inScope(Object[] arguments) {
        throw new IllegalStateException("a filter was not read");
    }

    private static Object coalesce(Object[] arguments) {
        for (Object argument : arguments) {
            if (!isBlank(argument)) {
                return argument;
            }
        }
        return NullValue.NULL_VALUE;
    }

    private static Object lookup(Object[] arguments) {
        Object found = arguments[0] instanceof Map<?, ?> table ? table.get(arguments[1]) : null;
        return found == null ? arguments[2] : found;
    }

    /** The {@code value} of the element of a multi-valued attribute with this type, else of the primary, else null. */
    private static Object valueOf(Object[] arguments) {
        if (!(arguments[0] instanceof List<?> elements)) {
            return NullValue.NULL_VALUE;
        }
        for (Object element : elements) {
            if (element instanceof Map<?, ?> entry && arguments[1].equals(entry.get("type"))) {
                return member(new Object[] {entry, "value"});
            }
        }
        return NullValue.NULL_VALUE;
    }

    /** The {@code value} of the primary element of a multi-valued attribute, else of the first, else null. */
    private static Object single(Object[] arguments) {
        if (!(arguments[0] instanceof List<?> elements) || elements.isEmpty()) {
            return NullValue.NULL_VALUE;
        }
        for (Object element : elements) {
            if (element instanceof Map<?, ?> entry && Boolean.TRUE.equals(entry.get("primary"))) {
                return member(new Object[] {entry, "value"});
            }
        }
        Object first = elements.getFirst();
        return first instanceof Map<?, ?> ? member(new Object[] {first, "value"}) : first;
    }

    private static Object formatDate(Object[] arguments) {
        if (isNothing(arguments[0])) {
            return NullValue.NULL_VALUE;
        }
        try {
            Instant time = arguments[0] instanceof Instant instant ? instant : Instant.parse(string(arguments[0]));
            return DateTimeFormatter.ofPattern(string(arguments[1]), Locale.ROOT)
                    .format(time.atZone(ZoneId.of(string(arguments[2]))));
        } catch (DateTimeException | IllegalArgumentException unfit) {
            throw new IllegalArgumentException("formatDate: " + unfit.getMessage(), unfit);
        }
    }

    private static boolean isNothing(Object value) {
        return value instanceof NullValue || (value instanceof List<?> list && list.isEmpty());
    }

    private static boolean isBlank(Object value) {
        return isNothing(value) || (value instanceof String text && text.isBlank());
    }

    private static String string(Object value) {
        return switch (value) {
            case String text -> text;
            case Long number -> Long.toString(number);
            case Boolean truth -> Boolean.toString(truth);
            default -> throw new IllegalArgumentException("a text is needed here");
        };
    }

    private static int number(Object value) {
        if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw new IllegalArgumentException("a whole number from 0 is needed here");
    }
}
