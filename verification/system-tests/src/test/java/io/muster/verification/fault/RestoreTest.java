package io.muster.verification.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.torture.RestoredGateway;
import io.muster.stack.torture.Rig;
import io.muster.stack.torture.Torture;
import io.muster.verification.OwnStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backup, what comes after it, and back. */
@ExtendWith(OwnStack.class)
class RestoreTest {
    @Test
    void a_restored_gateway_is_followed_back_and_takes_nothing_from_whom_it_does_not_know(Rig rig)
            throws InterruptedException {
        var scenario = new RestoredGateway(6);
        var result = Torture.run(rig, scenario);
        result.seen().forEach(System.out::println);
        assertThat(result.failure()).as(scenario.promise()).isNull();
    }
}
