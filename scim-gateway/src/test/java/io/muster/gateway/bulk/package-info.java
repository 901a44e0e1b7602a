/** Tests of imports: what a file does is seen in the answers, in the people and on the topic. */
@NullMarked
package io.muster.gateway.bulk;

import org.jspecify.annotations.NullMarked;
