package io.muster.scim.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterMatcherTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();

    private static final JsonNode ALICE = Json.json("""
            {'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
             'id':'A1','userName':'Alice@Example.com','active':true,'title':null,'ims':[],'nickName':'',
             'name':{'familyName':"O~Malley",'givenName':'Zoë'},'EMAILS':[{'TYPE':'work','Value':'alice@example.com','primary':true},
              {'type':'home','value':'alice@example.org'}],
             'meta':{'lastModified':'2011-05-13T06:42:34+02:00','version':'W/1'},'userType':'Employee','x509Certificates':[{'value':'AAEC'}],
             'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user':{'department':'Engineering','manager':{'value':'M7'}},
             'urn:muster:params:scim:schemas:extension:employment:1.0:User':{'hireDate':'2026-12-01'}}""".replace("\"O'Malley\"", "'O~Malley'"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userName eq \"alice@example.COM\"",
                "USERNAME eq \"alice@example.com\"",
                "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"ALICE\"",
                "name.familyName co \"~m\"",
                "name.givenName eq \"ZOE\u0308\"",
                "id eq \"A1\"",
                "active eq true",
                "active eq \"True\"",
                "active ne false",
                "title eq null",
                "not (title pr)",
                "not (ims pr)",
                "not (nickName pr)",
                "name pr",
                "emails pr",
                "title ne \"x\"",
                "emails co \"example.ORG\"",
                "emails.type eq \"home\"",
                "emails[type eq \"work\" and value ew \".com\"]",
                "emails[type eq \"work\"].value eq \"ALICE@example.com\"",
                "emails[primary eq \"True\"] eq \"alice@example.com\"",
                "emails[not (type eq \"work\")]",
                "emails.type ne \"work\"",
                "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"",
                "schemas[value co \"enterprise\"]",
                "meta.lastModified eq \"2011-05-13T04:42:34Z\"",
                "meta.lastModified ge \"2011-05-13T04:42:34.000Z\"",
                "meta.lastModified lt \"2011-05-13T04:42:34.001Z\"",
                "meta.lastModified gt \"2011-05-13\"",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"engineering\"",
                "department eq \"Engineering\"",
                "manager eq \"M7\" and manager.value eq \"M7\"",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr",
                "hireDate gt \"2026-11-30\" and hireDate le \"2026-12-01\"",
                "userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")",
                "userType gt \"EMPLOYED\"",
                "x509Certificates.value eq \"AAEC\""
            })
    void it_matches(String filter) {
        assertThat(FilterMatcher.of(Filter.parse(filter), USER).matches(ALICE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id eq \"a1\"",
                "active eq false",
                "title pr",
                "title eq \"\"",
                "title gt \"a\"",
                "ims.value eq \"x\"",
                "emails[type eq \"work\" and value ew \".org\"]",
                "emails[type eq \"home\" and primary eq true]",
                "manager eq \"m7\"",
                "x509Certificates.value eq \"aaec\"",
                "meta.lastModified gt \"2011-05-13T04:42:34Z\"",
                "title ne null",
                "not (userName pr)"
            })
    void it_does_not_match(String filter) {
        assertThat(FilterMatcher.of(Filter.parse(filter), USER).matches(ALICE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "active gt true",
                "active co \"t\"",
                "active eq \"yes\"",
                "x509Certificates.value gt \"AAEC\"",
                "emails.primary le false",
                "meta.created gt \"yesterday\"",
                "meta.created gt 5",
                "name eq \"x\"",
                "addresses eq \"x\"",
                "userNam eq \"x\"",
                "name.surname pr",
                "emails[colour eq \"x\"]",
                "userName[value eq \"x\"]",
                "urn:foreign:User:userName pr",
                "title gt null"
            })
    void what_cannot_be_compared_is_an_invalid_filter(String filter) {
        assertThat(catchThrowableOfType(ScimError.Refused.class, () -> FilterMatcher.of(Filter.parse(filter), USER))
                        .error()
                        .scimType())
                .contains("invalidFilter");
    }

    @Test
    void a_password_cannot_be_searched_for() {
        assertThat(catchThrowableOfType(
                                ScimError.Refused.class,
                                () -> FilterMatcher.of(Filter.parse("password sw \"a\""), USER))
                        .error()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void an_attribute_of_another_type_has_no_value_in_a_query_over_types() {
        for (String text :
                new String[] {"colour eq null", "colour ne \"red\"", "not (colour pr)", "not (colours[a eq 1])"}) {
            BoundFilter bound = BoundFilter.bind(Filter.parse(text), USER, BoundFilter.UnknownAttributes.NO_VALUE);
            assertThat(FilterMatcher.of(bound).matches(ALICE)).as(text).isTrue();
        }
        BoundFilter bound =
                BoundFilter.bind(Filter.parse("colour sw \"r\""), USER, BoundFilter.UnknownAttributes.NO_VALUE);
        assertThat(FilterMatcher.of(bound).matches(ALICE)).isFalse();
    }

    @Test
    void relative_dates_are_read_at_the_given_moment_in_the_given_zone() {
        FilterMatcher soon = FilterMatcher.of(FilterParser.WITH_RELATIVE_DATES.parse("hireDate le now+P3D"), USER);
        Instant evening = Instant.parse("2026-11-27T23:30:00Z");
        assertThat(soon.matches(ALICE, new Moment(evening, ZoneId.of("UTC")))).isFalse();
        assertThat(soon.matches(ALICE, new Moment(evening, ZoneId.of("Europe/Paris"))))
                .isTrue();
        FilterMatcher old =
                FilterMatcher.of(FilterParser.WITH_RELATIVE_DATES.parse("meta.lastModified lt now-PT1S"), USER);
        assertThat(old.matches(ALICE, new Moment(Instant.parse("2011-05-13T04:42:35Z"), ZoneId.of("UTC"))))
                .isFalse();
        assertThat(old.matches(ALICE, new Moment(Instant.parse("2011-05-13T04:42:36Z"), ZoneId.of("UTC"))))
                .isTrue();
        assertThatThrownBy(() -> old.matches(ALICE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> FilterMatcher.of(FilterParser.WITH_RELATIVE_DATES.parse("title lt now"), USER))
                .isInstanceOf(ScimError.Refused.class);
    }

    @Test
    void a_bound_filter_tells_what_it_reads() {
        BoundFilter bound = BoundFilter.bind(
                Filter.parse("emails[type eq \"work\"] eq \"x\" or manager pr"),
                USER,
                BoundFilter.UnknownAttributes.REFUSE);
        assertThat(bound.attributes())
                .extracting(Object::toString)
                .containsExactly(
                        "emails.type",
                        "emails.value",
                        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager");
    }
}
