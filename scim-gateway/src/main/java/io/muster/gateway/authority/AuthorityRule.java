package io.muster.gateway.authority;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One attribute and the client that has authority over it, as stored. */
@Entity
@Table(name = "attribute_authority")
class AuthorityRule {
    @Id
    private String attribute;

    @Column(nullable = false)
    private String client;

    @Column(nullable = false)
    private boolean ignored;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields before anybody sees the object
    protected AuthorityRule() {}

    AuthorityRule(String attribute, String client, boolean ignored) {
        this.attribute = attribute;
        this.client = client;
        this.ignored = ignored;
    }

    String attribute() {
        return attribute;
    }

    String client() {
        return client;
    }

    /** Whether the writes of others are dropped with a warning instead of refused. */
    boolean ignored() {
        return ignored;
    }
}
