package io.muster.scim.filter;

import java.time.Instant;
import java.time.ZoneId;

/** The instant and the time zone in which relative dates of a filter are read: the business time, and the person's zone. */
public record Moment(Instant now, ZoneId zone) {}
