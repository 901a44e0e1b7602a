package io.muster.dispatcher.mapping;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableComprehension;
import dev.cel.common.ast.CelMutableExpr.CelMutableSelect;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns {@code user.name.familyName} into a selection that gives null where a part is missing.
 *
 * <p>In plain CEL a missing key is an error, so that {@code coalesce(user.displayName, user.name.formatted)} would fail
 * for exactly the people for whom it is written. In SCIM null, an empty list and an absent attribute mean the same
 * (RFC 7643 §2.5).
 */
final class NullSafeSelection {
    /** The function that takes the place of a selection: {@code (dyn, dyn) → dyn}. */
    static final String MEMBER = "muster_member";
    /** The function that takes the place of {@code has(a.b)}: {@code (dyn, dyn) → bool}. */
    static final String HAS = "muster_has";

    /** Above every id that the parser can have given to a part of the source. */
    private long nextId = 1_000_000;

    /** The variable that holds what each filter of {@link #IN_SCOPE} comes to for this person. */
    static final String SCOPES = "muster_scopes";
    /** {@code inScope('userType eq "Contractor"')}: a SCIM filter over the person. */
    static final String IN_SCOPE = "inScope";

    private final Set<String> identifiers = new HashSet<>();
    private final Set<String> scopes = new LinkedHashSet<>();

    /** The rewritten tree; {@code parsed} is not changed. */
    CelAbstractSyntaxTree rewrite(CelAbstractSyntaxTree parsed) {
        CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
        visit(tree.expr());
        return tree.toParsedAst();
    }

    /** The names that the expression uses, known after {@link #rewrite}. */
    Set<String> identifiers() {
        return Set.copyOf(identifiers);
    }

    /** The filters that the expression asks about, known after {@link #rewrite}. */
    Set<String> scopes() {
        return Set.copyOf(scopes);
    }

    private void visit(CelMutableExpr expression) {
        switch (expression.getKind()) {
            case SELECT -> select(expression);
            case CALL -> call(expression.call());
            case LIST -> expression.list().elements().forEach(this::visit);
            case MAP ->
                expression.map().entries().forEach(entry -> {
                    visit(entry.key());
                    visit(entry.value());
                });
            case STRUCT -> expression.struct().entries().forEach(entry -> visit(entry.value()));
            case COMPREHENSION -> comprehension(expression.comprehension());
            case IDENT -> identifiers.add(expression.ident().name());
            case CONSTANT, NOT_SET -> {}
        }
    }

    private void select(CelMutableExpr expression) {
        CelMutableSelect select = expression.select();
        visit(select.operand());
        expression.setCall(CelMutableCall.create(
                select.testOnly() ? HAS : MEMBER,
                select.operand(),
                CelMutableExpr.ofConstant(nextId++, CelConstant.ofValue(select.field()))));
    }

    private void call(CelMutableCall call) {
        call.target().ifPresent(this::visit);
        call.args().forEach(this::visit);
        if (call.function().equals("_[_]")) {
            call.setFunction(MEMBER);
        }
        if (call.function().equals(IN_SCOPE)) {
            scope(call);
        }
    }

    /** The filter is read once, when the mapping is: so it stands there as it is. */
    private void scope(CelMutableCall call) {
        CelMutableExpr filter = call.args().getFirst();
        if (filter.getKind() != Kind.CONSTANT || filter.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw new ExpressionError(IN_SCOPE + " takes a filter in quotes", 0, 0);
        }
        scopes.add(filter.constant().stringValue());
        call.setFunction(MEMBER);
        call.setArgs(List.of(CelMutableExpr.ofIdent(nextId++, SCOPES), filter));
    }

    private void comprehension(CelMutableComprehension comprehension) {
        visit(comprehension.iterRange());
        visit(comprehension.accuInit());
        visit(comprehension.loopCondition());
        visit(comprehension.loopStep());
        visit(comprehension.result());
    }
}
