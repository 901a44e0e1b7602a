/**
 * Lifecycle workflows: what happens for a person when a date comes or something about him changes.
 *
 * <p>What must hold here: a run is started once for each workflow, person and generation (the date, or the version of the change); nothing before
 * a workflow's activation starts one, unless backfill was asked for; the scope is checked again just before the run; every run is kept.
 */
@NullMarked
package io.muster.workflows.workflow;

import org.jspecify.annotations.NullMarked;
