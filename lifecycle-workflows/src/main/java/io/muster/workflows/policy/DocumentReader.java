package io.muster.workflows.policy;

import io.muster.runtime.document.DocumentProblem;
import io.muster.runtime.document.YamlDocument;
import io.muster.workflows.policy.Application.Birthright;
import io.muster.workflows.policy.Application.Entitlement;
import io.muster.workflows.policy.LifecycleWorkflow.Category;
import io.muster.workflows.policy.Organization.Defaults;
import io.muster.workflows.policy.Organization.RevocationLimit;
import io.muster.workflows.policy.SeparationOfDuties.Duty;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a document that fits its schema into its record; what only meaning can tell is noted as a problem. */
final class DocumentReader {
    private static final Span WEEK = Span.ofDays(7);

    private final Vocabulary words;
    private final List<DocumentProblem> problems = new ArrayList<>();

    DocumentReader(Vocabulary words) {
        this.words = words;
    }

    List<DocumentProblem> problems() {
        return List.copyOf(problems);
    }

    PolicyDocument read(YamlDocument document) {
        var root = new Fields(document, words, problems);
        var name = document.name();
        var spec = root.in("spec");
        return switch (document.kind()) {
            case "Organization" -> organization(name, spec);
            case "Application" -> application(name, spec);
            case "AccessPackage" -> accessPackage(name, spec);
            case "SeparationOfDuties" -> separation(name, spec);
            case "LifecycleWorkflow" -> WorkflowReader.read(name, spec);
            default -> throw new IllegalArgumentException("no reader for kind " + document.kind());
        };
    }

    private static Organization organization(String name, Fields spec) {
        ZoneId zone = spec.zone("timeZone", ZoneOffset.UTC);
        var sites = spec.members("sites", site -> site.zone("timeZone", zone));
        var defaults = spec.in("defaults");
        return new Organization(
                name,
                zone,
                spec.textOrNull("fallbackMail"),
                sites,
                new Defaults(
                        approval(defaults),
                        duration(defaults.in("duration")),
                        defaults.spanOrNull("settle"),
                        conditions(defaults),
                        defaults.in("leaver").spanOrNull("delete")),
                limit(spec.in("limits").in("revocations")));
    }

    private static @Nullable RevocationLimit limit(Fields limit) {
        return limit.exists()
                ? new RevocationLimit(
                        limit.number("count", 1),
                        limit.decimalOrNull("percent"),
                        Objects.requireNonNullElse(limit.spanOrNull("window"), Span.ZERO))
                : null;
    }

    private static Application application(String name, Fields spec) {
        var entitlements =
                spec.each("entitlements", e -> new Entitlement(e.text("name"), e.bool("requestable", false)));
        var birthright = spec.each("birthright", DocumentReader::birthright).stream()
                .flatMap(Optional::stream)
                .toList();
        unique(spec, "birthright", birthright.stream().map(Birthright::name).toList());
        unique(
                spec,
                "entitlements",
                entitlements.stream().map(Entitlement::name).toList());
        return new Application(
                name,
                entitlements,
                birthright,
                spec.spanOrNull("settle"),
                conditions(spec),
                spec.in("leaver").spanOrNull("delete"));
    }

    private static Optional<Birthright> birthright(Fields rule) {
        var scope = rule.scopeOrNull("scope");
        return scope == null
                ? Optional.empty()
                : Optional.of(
                        new Birthright(rule.text("name"), scope, rule.texts("entitlements"), rule.has("startsAt")));
    }

    private static AccessPackage accessPackage(String name, Fields spec) {
        return new AccessPackage(
                name,
                spec.each("grants", g -> new AccessPackage.Grant(g.text("application"), g.texts("entitlements"))),
                spec.scopeOrNull("requestableBy"),
                approval(spec),
                duration(spec.in("duration")));
    }

    private static SeparationOfDuties separation(String name, Fields spec) {
        var sides = spec.each(
                "incompatible",
                side -> side.items(duty -> new Duty(duty.text("application"), duty.textOrNull("entitlement"))));
        return new SeparationOfDuties(
                name,
                sides.get(0),
                sides.get(1),
                "report".equals(spec.textOrNull("action"))
                        ? SeparationOfDuties.Action.REPORT
                        : SeparationOfDuties.Action.BLOCK);
    }

    private static AccessDuration duration(Fields duration) {
        return new AccessDuration(duration.spanOrNull("default"), duration.spanOrNull("maximum"));
    }

    private static List<Condition> conditions(Fields owner) {
        return owner
                .each(
                        "conditionalAccess",
                        c -> Optional.ofNullable(c.scopeOrNull("when"))
                                .map(when -> new Condition(c.text("name"), when)))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static @Nullable Approval approval(Fields owner) {
        if (!owner.has("approval")) {
            return null;
        }
        return new Approval(owner.in("approval").each("stages", DocumentReader::stage));
    }

    private static Approval.Stage stage(Fields stage) {
        return new Approval.Stage(
                stage.each("approvers", DocumentReader::approver),
                Objects.requireNonNullElse(stage.spanOrNull("deadline"), WEEK),
                stage.has("fallback") ? party(stage.in("fallback")) : null);
    }

    private static Approval.Approver approver(Fields approver) {
        return approver.isText() ? new Approval.Approver.Manager() : party(approver);
    }

    private static Approval.Party party(Fields party) {
        return party.has("group")
                ? new Approval.Party.Group(party.text("group"))
                : new Approval.Party.User(party.text("user"));
    }

    private static void unique(Fields spec, String list, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) < i) {
                spec.problem(list + "/" + i + "/name", "\"" + names.get(i) + "\" stands here twice");
            }
        }
    }

    static Category category(String text) {
        return Category.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
