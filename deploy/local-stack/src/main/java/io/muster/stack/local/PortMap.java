package io.muster.stack.local;

import io.muster.servers.Ports;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Where everything listens.
 *
 * @param numbers each port's number
 */
public record PortMap(Map<Port, Integer> numbers) {
    /** Shifts all ports that are not moved one by one. */
    public static final String OFFSET = "MUSTER_PORT_OFFSET";

    private static final int HIGHEST_OFFSET = 5_600;

    public PortMap {
        numbers = Map.copyOf(new EnumMap<>(numbers));
    }

    /** {@return the number of a port} */
    public int of(Port port) {
        var number = numbers.get(port);
        if (number == null) {
            throw new IllegalArgumentException("No number for " + port);
        }
        return number;
    }

    /**
     * The usual numbers, moved as the environment says.
     *
     * @throws IllegalArgumentException if a variable is not a number, or a port is none
     */
    public static PortMap from(Map<String, String> environment) {
        int offset = number(OFFSET, environment.getOrDefault(OFFSET, "0"));
        var numbers = new EnumMap<Port, Integer>(Port.class);
        for (var port : Port.values()) {
            var variable = "MUSTER_PORT_" + port.name();
            var moved = environment.get(variable);
            int number = moved == null ? port.usual() + offset : number(variable, moved);
            if (number < 1 || number > 65_535) {
                throw new IllegalArgumentException(
                        "Port " + number + " of " + port + " is none; see " + variable + " and " + OFFSET);
            }
            numbers.put(port, number);
        }
        return new PortMap(numbers);
    }

    /**
     * The usual numbers, all moved by the same random offset at which they are free and no other such stack has any of
     * them: below the range from which the system
     * serves outgoing connections, so that a process that was killed finds its port free when it comes back.
     */
    public static PortMap moved() {
        var offsets = new SplittableRandom();
        for (int attempt = 0; attempt < 1000; attempt++) {
            var moved = from(Map.of(OFFSET, Integer.toString(offsets.nextInt(1, HIGHEST_OFFSET))));
            var numbers = moved.numbers().values();
            if (numbers.stream().noneMatch(Ports::answers) && ChosenPorts.choose(numbers)) {
                return moved;
            }
        }
        throw new IllegalStateException("Nowhere are all ports free");
    }

    /** {@return numbers that were free a moment ago, for tests} */
    public static PortMap free() {
        var free = Ports.free(Port.values().length).iterator();
        var numbers = new EnumMap<Port, Integer>(Port.class);
        for (var port : Port.values()) {
            numbers.put(port, free.next());
        }
        return new PortMap(numbers);
    }

    private static int number(String variable, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(variable + "=" + text + " is not a number", e);
        }
    }
}
