package io.muster.stack.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Someone of this run, as HR wrote him last.
 *
 * @param id the gateway's id
 * @param user the SCIM user as sent
 * @param sentAt real time just before the write left
 */
record Person(String id, ObjectNode user, Instant sentAt) {
    Person {
        user = user.deepCopy();
    }
}
