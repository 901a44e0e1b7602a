package io.muster.gateway.membership;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One member of a group: {@code {"value":"0190…","type":"User","display":"Alice"}}.
 *
 * @param id the member's resource id
 * @param type {@code User} or {@code Group}
 * @param display the member's displayName, else userName, at the time of reading
 */
public record Member(String id, String type, @Nullable String display) {
    public Member {
        Objects.requireNonNull(id);
        Objects.requireNonNull(type);
    }
}
