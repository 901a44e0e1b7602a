package io.muster.stack.organization;

import java.util.List;

/**
 * Where people work.
 *
 * @param zone IANA time zone: from when a hire date counts there
 * @param country ISO 3166-1 alpha-2
 */
public record Site(String name, String zone, String country, String language) {
    static final List<Site> ALL = List.of(
            new Site("lyon", "Europe/Paris", "FR", "fr"),
            new Site("berlin", "Europe/Berlin", "DE", "de"),
            new Site("porto", "Europe/Lisbon", "PT", "pt"),
            new Site("pune", "Asia/Kolkata", "IN", "en"),
            new Site("osaka", "Asia/Tokyo", "JP", "ja"),
            new Site("austin", "America/Chicago", "US", "en"),
            new Site("sao-paulo", "America/Sao_Paulo", "BR", "pt"),
            new Site("auckland", "Pacific/Auckland", "NZ", "en"));
}
