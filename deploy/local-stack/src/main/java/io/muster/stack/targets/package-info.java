/**
 * Two applications of other people's making that Muster provisions on the local stack: a SCIM server (SCIM SDK) and an LDAP directory (UnboundID's in-memory server over TCP). Each is a process of its own.
 *
 * <p>What must hold here: a change is on disk before it is answered, so that a kill -9 loses nothing that was acknowledged; nothing of Muster's own connectors is used.
 */
@NullMarked
package io.muster.stack.targets;

import org.jspecify.annotations.NullMarked;
