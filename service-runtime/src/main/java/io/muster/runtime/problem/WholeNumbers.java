package io.muster.runtime.problem;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Numbers in a query. The framework alone would answer 404 to one that is none, as if there were nothing at the address. */
@Provider
public class WholeNumbers implements ParamConverterProvider {
    @Override
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        Function<String, Number> parse = type.equals(Integer.class) ? Integer::valueOf : Long::valueOf;
        return type.equals(Integer.class) || type.equals(Long.class)
                ? Arrays.stream(annotations)
                        .filter(QueryParam.class::isInstance)
                        .map(annotation -> new WholeNumber<>(type, ((QueryParam) annotation).value(), parse))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private record WholeNumber<T>(Class<T> type, String name, Function<String, Number> parse)
            implements ParamConverter<T> {
        @Override
        public T fromString(String text) {
            try {
                return type.cast(parse.apply(text));
            } catch (NumberFormatException e) {
                var problem = Problem.of(400, "invalid-" + name, "\"" + name + "\" must be a whole number.");
                throw new BadRequestException(new ProblemException(problem, e));
            }
        }

        @Override
        public String toString(T number) {
            return String.valueOf(number);
        }
    }
}
