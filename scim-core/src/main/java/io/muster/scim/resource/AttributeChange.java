package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A change of one attribute: {@code {"path":"name.familyName","before":"Liddell","after":"Hargreaves"}}.
 *
 * @param path canonical, from the root of the resource
 * @param before null = had no value, or may not be told
 * @param after null = has no value, or may not be told
 */
public record AttributeChange(
        String path, @Nullable JsonNode before, @Nullable JsonNode after) {}
