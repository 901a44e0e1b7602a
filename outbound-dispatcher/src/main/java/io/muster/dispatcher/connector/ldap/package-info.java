/**
 * Targets that speak LDAP v3: an account is {@code uid=<name>,ou=people,<base>}, a disabled one lies in
 * {@code ou=disabled}, an entitlement is a {@code groupOfNames} in {@code ou=groups}.
 *
 * <p>What must hold here: an account is known by its {@code entryUUID} (RFC 4530), never by its DN, so that a rename and
 * a move keep it. References from groups follow such a move, whether the server minds them or not. A group is always a
 * member of itself, because {@code groupOfNames} must have a member (RFC 4519 §3.5).
 */
@NullMarked
package io.muster.dispatcher.connector.ldap;

import org.jspecify.annotations.NullMarked;
