package io.muster.dispatcher.target;

/**
 * A mistake in a document: {@code {"file":"targets/code-host.yaml","line":12,"field":"/spec/connector","message":"…"}}.
 *
 * @param line from 1; 0 when the place is not known
 * @param field a JSON pointer
 */
public record DocumentError(String file, int line, String field, String message) {}
