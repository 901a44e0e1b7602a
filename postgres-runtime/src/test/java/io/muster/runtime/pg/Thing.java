package io.muster.runtime.pg;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An entity, so that there are sessions. */
@Entity
@Table(name = "thing")
public class Thing {
    @Id
    private String id = "";

    protected Thing() {}

    public Thing(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
