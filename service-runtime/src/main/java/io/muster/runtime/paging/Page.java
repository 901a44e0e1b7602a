package io.muster.runtime.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: {@code {"items":[…],"next":"cursor"}}; {@code next} is absent on the last page.
 *
 * @param items in the list's order
 * @param next what to ask with for the rest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * A page from a query that asked for one row more than the page holds.
     *
     * @param rows up to {@code limit + 1} of them
     * @param cursor of the last item shown
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        var items = rows.subList(0, limit);
        return new Page<>(items, cursor.apply(items.getLast()));
    }

    /** The same page with its items in another form. */
    public <R> Page<R> map(Function<T, R> form) {
        return new Page<>(items.stream().map(form).toList(), next);
    }
}
