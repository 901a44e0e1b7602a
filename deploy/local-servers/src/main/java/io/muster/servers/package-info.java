/**
 * The servers of the local stack and of the tests, started from jars of Maven Central: a real PostgreSQL, a real Kafka
 * broker, and a store that speaks MongoDB's wire protocol but is not MongoDB.
 *
 * <p>What must hold here: an acknowledged write survives {@code kill -9}; a server listens on 127.0.0.1 only; a taken
 * port names who has it; every server can be stopped and started again on the same directory and port.
 */
@NullMarked
package io.muster.servers;

import org.jspecify.annotations.NullMarked;
