package io.muster.testing;

/** A server that a test can have. */
public enum Server {
    /** PostgreSQL. */
    POSTGRESQL,
    /** Kafka, with all of Muster's topics. */
    KAFKA,
    /** A MongoDB, or the store that speaks its protocol. */
    MONGODB
}
