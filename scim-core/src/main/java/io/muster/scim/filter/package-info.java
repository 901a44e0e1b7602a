/**
 * Filters (RFC 7644 §3.4.2.2): a tree, a hand-written parser with limits, and an evaluation over JSON resources. A
 * printed filter parses to itself. What clients write outside the grammar ({@code emails[type eq "work"].value eq "x"})
 * is read as what they mean and printed inside it.
 */
@NullMarked
package io.muster.scim.filter;

import org.jspecify.annotations.NullMarked;
