package io.muster.dispatcher.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled CEL expression over {@code user}, {@code manager}, {@code grant}, {@code enterprise}, {@code employment}
 * and {@code now}. Safe for use by many threads.
 */
public final class Expression {
    /** Bounds on an expression's work; the longest text a target could want is far below. */
    private static final int LONGEST_SOURCE = 10_000;

    private static final int MOST_ITERATIONS = 10_000;
    private static final int LONGEST_RESULT = 65_536;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST_SOURCE)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .maxParseRecursionDepth(64)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(
                    CelExtensions.strings(),
                    CelExtensions.lists(),
                    CelExtensions.math(),
                    CelExtensions.sets(OPTIONS),
                    CelExtensions.encoders(OPTIONS),
                    CelExtensions.bindings())
            .addVar("user", SimpleType.DYN)
            .addVar("manager", SimpleType.DYN)
            .addVar("grant", SimpleType.DYN)
            .addVar("enterprise", SimpleType.DYN)
            .addVar("employment", SimpleType.DYN)
            .addVar("now", SimpleType.TIMESTAMP)
            .addVar(NullSafeSelection.SCOPES, SimpleType.DYN)
            .addFunctionDeclarations(MappingFunctions.declarations())
            .build();

    private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(
                    CelExtensions.strings(),
                    CelExtensions.lists(),
                    CelExtensions.math(),
                    CelExtensions.sets(OPTIONS),
                    CelExtensions.encoders(OPTIONS))
            .addFunctionBindings(MappingFunctions.bindings())
            .build();

    private final String source;
    private final CelRuntime.Program program;
    private final Set<String> identifiers;
    private final Scopes scopes;

    private Expression(String source, CelRuntime.Program program, Set<String> identifiers, Scopes scopes) {
        this.source = source;
        this.program = program;
        this.identifiers = identifiers;
        this.scopes = scopes;
    }

    /**
     * Compiles.
     *
     * @throws ExpressionError with line and column when the text is not a valid expression
     */
    public static Expression compile(String source) {
        try {
            NullSafeSelection selection = new NullSafeSelection();
            CelValidationResult parsed = COMPILER.parse(source);
            refuseErrors(parsed);
            refuseErrors(COMPILER.check(parsed.getAst())); // a rewritten tree has lost its lines and columns
            CelValidationResult checked = COMPILER.check(selection.rewrite(parsed.getAst()));
            refuseErrors(checked);
            return new Expression(
                    source,
                    RUNTIME.createProgram(checked.getAst()),
                    selection.identifiers(),
                    Scopes.parse(selection.scopes()));
        } catch (CelValidationException | CelEvaluationException invalid) {
            throw new ExpressionError(String.valueOf(invalid.getMessage()), 0, 0);
        }
    }

    private static void refuseErrors(CelValidationResult result) {
        if (result.hasError()) {
            CelIssue first = result.getErrors().getFirst();
            CelSourceLocation at = first.getSourceLocation();
            throw new ExpressionError(readable(first.getMessage()), at.getLine(), at.getColumn() + 1);
        }
    }

    /** The rewriting's own function names mean nothing to the person who wrote the expression. */
    private static String readable(String message) {
        return message.replace(NullSafeSelection.MEMBER, "a selection").replace(NullSafeSelection.HAS, "has");
    }

    /**
     * The value, JSON null for "none", or nothing at all when the expression said {@code skip()}.
     *
     * @throws ExpressionError when the expression has no value for this input
     */
    public Optional<JsonNode> evaluate(MappingInput input) {
        try {
            Object result = program.eval(input.variables(scopes.of(input)));
            if (MappingFunctions.SKIP.equals(result)) {
                return Optional.empty();
            }
            JsonNode json = CelValues.json(result);
            if (json.toString().length() > LONGEST_RESULT) {
                throw new ExpressionError("the result is longer than " + LONGEST_RESULT + " characters", 0, 0);
            }
            return Optional.of(json);
        } catch (CelEvaluationException failed) {
            throw new ExpressionError(readable(String.valueOf(failed.getMessage())), 0, 0);
        }
    }

    /** Whether the value may depend on this variable, for example {@code manager}. */
    public boolean reads(String variable) {
        return identifiers.contains(variable) || (variable.equals(NullSafeSelection.SCOPES) && !scopes.isEmpty());
    }

    @Override
    public String toString() {
        return source;
    }
}
