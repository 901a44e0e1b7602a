@org.jspecify.annotations.NullMarked
package io.muster.gateway.resource;
