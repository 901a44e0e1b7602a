package io.muster.gateway.search;

import java.util.ArrayList;
import java.util.List;

/** The parameters of a statement that is being written. */
final class Parameters {
    private final List<Object> values = new ArrayList<>();

    /** Those of a statement that already has some. */
    static Parameters after(List<Object> given) {
        var parameters = new Parameters();
        parameters.values.addAll(given);
        return parameters;
    }

    /** Adds one and says how the statement names it: {@code $3}. */
    String bind(String value) {
        values.add(value);
        return "$" + values.size();
    }

    List<Object> values() {
        return List.copyOf(values);
    }
}
