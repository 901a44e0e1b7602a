/** Documents that people write in YAML, and what is wrong with them: at its line, in words that say what to mend. */
@NullMarked
package io.muster.runtime.document;

import org.jspecify.annotations.NullMarked;
