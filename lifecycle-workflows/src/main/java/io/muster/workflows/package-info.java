/** The service that decides: organizational policies, access, approvals, and the workflows of joiners, movers and leavers. */
@NullMarked
package io.muster.workflows;

import org.jspecify.annotations.NullMarked;
