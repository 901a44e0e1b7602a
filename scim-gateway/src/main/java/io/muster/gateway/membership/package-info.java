/** Memberships are rows: what a request does to {@code members} touches those rows only, whatever the group's size. */
@NullMarked
package io.muster.gateway.membership;

import org.jspecify.annotations.NullMarked;
