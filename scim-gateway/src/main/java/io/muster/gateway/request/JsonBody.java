package io.muster.gateway.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import java.io.IOException;

/** Reads the body of a request; whatever is wrong with it becomes a SCIM error that says where. */
public final class JsonBody {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    private JsonBody() {}

    /**
     * The body as a JSON object.
     *
     * @throws ScimError.Refused with InvalidSyntax where it is no JSON object
     */
    public static ObjectNode read(byte[] body) {
        if (parse(body) instanceof ObjectNode object) {
            return object;
        }
        throw new ScimError.InvalidSyntax("The body must be a JSON object.").refused();
    }

    private static JsonNode parse(byte[] body) {
        if (body.length == 0) {
            throw new ScimError.InvalidSyntax("The request has no body.").refused();
        }
        try {
            return JSON.readTree(body);
        } catch (MismatchedInputException e) {
            throw new ScimError.InvalidSyntax("The body names a member of an object twice.").refused();
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new ScimError.InvalidSyntax("The body is no JSON"
                            + (at == null ? "." : ": line " + at.getLineNr() + ", column " + at.getColumnNr() + "."))
                    .refused();
        } catch (NumberFormatException e) {
            // Of an exponent with too many digits the parser says so in its own way.
            throw new ScimError.InvalidSyntax("The body holds a number that is too large.").refused();
        } catch (IOException e) {
            throw new ScimError.InvalidSyntax("The body is no JSON in UTF-8.").refused();
        }
    }
}
