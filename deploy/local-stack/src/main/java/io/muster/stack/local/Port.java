package io.muster.stack.local;

/** The ports of the local stack with their usual numbers; environment variable {@code MUSTER_PORT_NAME} moves one. */
public enum Port {
    SCIM_GATEWAY(8080),
    LIFECYCLE_WORKFLOWS(8081),
    OUTBOUND_DISPATCHER(8082),
    AUDIT_SERVICE(8083),
    /** Health and metrics of the gateway, and so on. */
    SCIM_GATEWAY_MANAGEMENT(9080),
    LIFECYCLE_WORKFLOWS_MANAGEMENT(9081),
    OUTBOUND_DISPATCHER_MANAGEMENT(9082),
    AUDIT_SERVICE_MANAGEMENT(9083),
    POSTGRESQL(15432),
    KAFKA(9092),
    KAFKA_CONTROLLER(9093),
    MONGODB(27017),
    /** The demo target that speaks SCIM. */
    CODE_HOST(8090),
    /** The demo target that speaks LDAP. */
    DIRECTORY(1389),
    SMTP(1025),
    /** Mails to read, over HTTP. */
    MAIL(8025);

    private final int usual;

    Port(int usual) {
        this.usual = usual;
    }

    /** {@return the number that it has unless it is moved} */
    public int usual() {
        return usual;
    }
}
