package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file as it was read.
 *
 * @param line where it begins, 1-based
 * @param cells text by column, of the columns that the mapping reads; null = empty; a column that is not there is left as it is
 * @param problem why it cannot be taken; then the cells are empty
 */
record FeedRow(int line, ObjectNode cells, @Nullable String problem) {}
