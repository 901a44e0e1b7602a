package io.muster.workflows.policy;

/** A document of a kind that this service reads, valid in itself. {@code Target} documents are kept in their files only. */
public sealed interface PolicyDocument
        permits Organization, Application, AccessPackage, SeparationOfDuties, LifecycleWorkflow {
    /** The immutable key within the kind. */
    String name();

    default String kind() {
        return getClass().getSimpleName();
    }

    /** {@code Application/code-host}: how explanations name where a value comes from. */
    default String label() {
        return kind() + "/" + name();
    }
}
