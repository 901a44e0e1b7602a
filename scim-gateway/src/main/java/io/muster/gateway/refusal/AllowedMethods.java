package io.muster.gateway.refusal;

import java.util.Arrays;
import java.util.Set;

/** Which methods the addresses below {@code /scim/v2} know: what {@code Allow} has to say of a 405 (RFC 9110 §15.5.6). */
final class AllowedMethods {
    private static final String READ = "GET, HEAD, OPTIONS";
    private static final String SEND = "POST, OPTIONS";
    private static final Set<String> DISCOVERY = Set.of("ServiceProviderConfig", "ResourceTypes", "Schemas");

    private AllowedMethods() {}

    static String at(String path) {
        var segments = Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .skip(2)
                .toList();
        if (segments.isEmpty() || DISCOVERY.contains(segments.getFirst())) {
            return READ;
        }
        if (segments.size() == 2 && segments.getFirst().equals("Bulk")) {
            return READ + ", DELETE";
        }
        return switch (segments.getLast()) {
            case "Bulk", ".search" -> SEND;
            case "Me" -> READ + ", POST, PUT, PATCH, DELETE";
            default -> READ + (segments.size() == 1 ? ", POST" : ", PUT, PATCH, DELETE");
        };
    }
}
