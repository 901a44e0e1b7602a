/**
 * The scim-gateway by itself: what it does in a second and how long it takes, each figure beside what the same machine does
 * without it in the same run.
 *
 * <p>What must hold here: ceiling and gateway take turns, so that a noisy minute falls on both; both are asked by the same
 * generator, which costs the machine little; every answer is held against what it has to be, and one that is not ends the
 * run: nothing is quick because it failed.
 */
@NullMarked
package io.muster.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
