package io.muster.workflows.policy;

import io.muster.runtime.document.DocumentProblem;
import io.muster.runtime.document.YamlDocument;
import io.muster.workflows.policy.SeparationOfDuties.Duty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What documents say of each other: names that exist, once each. */
final class References {
    private final Map<String, Application> applications = new LinkedHashMap<>();
    private final Map<String, AccessPackage> packages = new LinkedHashMap<>();
    private final List<DocumentProblem> problems = new ArrayList<>();

    static List<DocumentProblem> check(List<PolicyReader.Read> documents) {
        var references = new References();
        references.names(documents);
        documents.forEach(references::check);
        return references.problems;
    }

    private void names(List<PolicyReader.Read> documents) {
        var first = new HashMap<String, YamlDocument>();
        YamlDocument organization = null;
        for (var read : documents) {
            var before = first.putIfAbsent(read.document().label(), read.source());
            if (before != null) {
                problem(
                        read,
                        "/metadata/name",
                        read.document().label() + " is also in " + before.file() + " line " + before.line(""));
            }
            switch (read.document()) {
                case Organization it -> {
                    if (organization != null && before == null) {
                        problem(read, "/kind", "there is one Organization only; another is in " + organization.file());
                    }
                    organization = read.source();
                }
                case Application it -> applications.put(it.name(), it);
                case AccessPackage it -> packages.put(it.name(), it);
                case SeparationOfDuties it -> {}
                case LifecycleWorkflow it -> {}
            }
        }
    }

    private void check(PolicyReader.Read read) {
        switch (read.document()) {
            case Organization it -> {}
            case Application it -> application(read, it);
            case AccessPackage it -> accessPackage(read, it);
            case SeparationOfDuties it -> {
                side(read, "/spec/incompatible/0", it.one());
                side(read, "/spec/incompatible/1", it.other());
            }
            case LifecycleWorkflow it -> workflow(read, it);
        }
    }

    private void application(PolicyReader.Read read, Application application) {
        for (int i = 0; i < application.birthright().size(); i++) {
            for (var entitlement : application.birthright().get(i).entitlements()) {
                entitlement(read, "/spec/birthright/" + i + "/entitlements", application, entitlement);
            }
        }
    }

    private void accessPackage(PolicyReader.Read read, AccessPackage accessPackage) {
        for (int i = 0; i < accessPackage.grants().size(); i++) {
            var grant = accessPackage.grants().get(i);
            var at = "/spec/grants/" + i;
            var application = application(read, at + "/application", grant.application());
            if (application != null) {
                for (var entitlement : grant.entitlements()) {
                    entitlement(read, at + "/entitlements", application, entitlement);
                }
            }
        }
    }

    private void side(PolicyReader.Read read, String side, List<Duty> duties) {
        for (int i = 0; i < duties.size(); i++) {
            var at = side + "/" + i;
            var application =
                    application(read, at + "/application", duties.get(i).application());
            var entitlement = duties.get(i).entitlement();
            if (application != null && entitlement != null) {
                entitlement(read, at + "/entitlement", application, entitlement);
            }
        }
    }

    private void workflow(PolicyReader.Read read, LifecycleWorkflow workflow) {
        for (var task : workflow.tasks()) {
            var name = task.accessPackage();
            if (name != null && !packages.containsKey(name)) {
                problem(
                        read,
                        "/spec/tasks",
                        "there is no AccessPackage \"" + name + "\"",
                        packages.keySet().stream().sorted().toList());
            }
        }
    }

    private @Nullable Application application(PolicyReader.Read read, String pointer, String name) {
        var application = applications.get(name);
        if (application == null) {
            problem(
                    read,
                    pointer,
                    "there is no Application \"" + name + "\"",
                    applications.keySet().stream().sorted().toList());
        }
        return application;
    }

    private void entitlement(PolicyReader.Read read, String pointer, Application application, String name) {
        if (!application.has(name)) {
            problem(
                    read,
                    pointer,
                    "Application \"" + application.name() + "\" has no entitlement \"" + name + "\"",
                    application.entitlements().stream()
                            .map(Application.Entitlement::name)
                            .toList());
        }
    }

    private void problem(PolicyReader.Read read, String pointer, String message) {
        problem(read, pointer, message, List.of());
    }

    private void problem(PolicyReader.Read read, String pointer, String message, List<String> allowed) {
        problems.add(read.source().problem(pointer, message, allowed));
    }
}
