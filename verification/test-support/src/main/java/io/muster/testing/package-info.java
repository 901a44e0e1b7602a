/**
 * What a component test needs beside its service: real servers shared by all tests of a JVM, tokens, a look into Kafka,
 * and hands on the servers for fault tests.
 *
 * <p>What must hold here: nothing stays behind when the test JVM ends, however it ends. What is shared lies in system
 * properties and files, never in static fields: Quarkus loads test classes in several class loaders.
 */
@NullMarked
package io.muster.testing;

import org.jspecify.annotations.NullMarked;
