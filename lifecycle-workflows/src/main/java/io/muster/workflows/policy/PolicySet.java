package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All documents of one version of the directory, valid as a whole, and what an application or a package inherits.
 *
 * @param version of the directory; 0 before the first
 * @param versions the directory's version in which each document last changed, by {@link PolicyDocument#label()}
 */
public record PolicySet(
        long version,
        Organization organization,
        Map<String, Application> applications,
        Map<String, AccessPackage> packages,
        List<SeparationOfDuties> separations,
        Map<String, LifecycleWorkflow> workflows,
        Map<String, Long> versions) {
    /** Before the first directory: nobody gets anything, and nothing is taken away. */
    public static final PolicySet NONE =
            new PolicySet(0, Organization.BUILT_IN, Map.of(), Map.of(), List.of(), Map.of(), Map.of());

    private static final String EMPLOYMENT = "urn:muster:params:scim:schemas:extension:employment:1.0:User";

    public PolicySet {
        Objects.requireNonNull(organization);
        applications = Map.copyOf(applications);
        packages = Map.copyOf(packages);
        separations = List.copyOf(separations);
        workflows = Map.copyOf(workflows);
        versions = Map.copyOf(versions);
    }

    static PolicySet of(long version, List<PolicyDocument> documents, Map<String, Long> versions) {
        var organization = Organization.BUILT_IN;
        var applications = new LinkedHashMap<String, Application>();
        var packages = new LinkedHashMap<String, AccessPackage>();
        var separations = new ArrayList<SeparationOfDuties>();
        var workflows = new LinkedHashMap<String, LifecycleWorkflow>();
        for (var document : documents) {
            switch (document) {
                case Organization it -> organization = it;
                case Application it -> applications.put(it.name(), it);
                case AccessPackage it -> packages.put(it.name(), it);
                case SeparationOfDuties it -> separations.add(it);
                case LifecycleWorkflow it -> workflows.put(it.name(), it);
            }
        }
        return new PolicySet(version, organization, applications, packages, separations, workflows, versions);
    }

    /** The version in which the document last changed. */
    public long versionOf(PolicyDocument document) {
        return versions.getOrDefault(document.label(), version);
    }

    /** How long after a person's last change a loss by rule takes effect. */
    public Inherited<Span> settle(Application application) {
        return inherit(
                application, application.settle(), organization.defaults().settle(), Organization.SETTLE);
    }

    /** How long after a person's end his access is deleted. */
    public Inherited<Span> deleteAfter(Application application) {
        return inherit(
                application,
                application.deleteAfter(),
                organization.defaults().deleteAfter(),
                Organization.DELETE_AFTER);
    }

    /** The organization's conditions and the application's own; of two with one name the application's. */
    public List<Inherited<Condition>> conditions(Application application) {
        var own = application.conditionalAccess();
        return Stream.concat(
                        organization.defaults().conditionalAccess().stream()
                                .filter(c ->
                                        own.stream().noneMatch(o -> o.name().equals(c.name())))
                                .map(c -> new Inherited<>(c, organization.label())),
                        own.stream().map(c -> new Inherited<>(c, application.label())))
                .toList();
    }

    public Inherited<Approval> approval(AccessPackage accessPackage) {
        return inherit(
                accessPackage, accessPackage.approval(), organization.defaults().approval(), Approval.BUILT_IN);
    }

    /** The package's duration; what it leaves open is the organization's. */
    public AccessDuration duration(AccessPackage accessPackage) {
        var own = accessPackage.duration();
        var general = organization.defaults().duration();
        return new AccessDuration(
                own.standard() == null ? general.standard() : own.standard(),
                own.maximum() == null ? general.maximum() : own.maximum());
    }

    private <T> Inherited<T> inherit(PolicyDocument document, @Nullable T own, @Nullable T general, T builtIn) {
        if (own != null) {
            return new Inherited<>(own, document.label());
        }
        return general == null
                ? new Inherited<>(builtIn, Inherited.BUILT_IN)
                : new Inherited<>(general, organization.label());
    }

    /** A person's zone: his own, else his site's, else the organization's. An unknown name counts as none. */
    public ZoneId zoneOf(JsonNode user) {
        var own = user.path("timezone").asText("");
        if (!own.isEmpty()) {
            try {
                return ZoneId.of(own);
            } catch (DateTimeException e) {
                // The directory may hold what no clock knows; the site's zone is the better guess than an error for
                // ever.
                return siteZone(user);
            }
        }
        return siteZone(user);
    }

    private ZoneId siteZone(JsonNode user) {
        return organization
                .sites()
                .getOrDefault(user.path(EMPLOYMENT).path("site").asText(""), organization.zone());
    }
}
