package io.muster.benchmarks.gateway;

/**
 * One request of a load.
 *
 * @param path with its query, as it stands in the request line
 * @param token bearer token, empty for none
 * @param body JSON, empty for none
 * @param expected status of the answer; any other one ends the measurement
 */
record Request(String method, String path, String token, String body, int expected) {}
