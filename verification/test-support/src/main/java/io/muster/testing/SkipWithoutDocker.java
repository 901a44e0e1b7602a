package io.muster.testing;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.testcontainers.DockerClientFactory;

/**
 * Leaves the component tests out, with a line that says so, where containers are wanted and there is no Docker. (To
 * leave them out here is before the service starts; afterwards it would be a failure.)
 */
public final class SkipWithoutDocker implements PostDiscoveryFilter {
    private static final String LINE =
            "SKIPPED: component tests on containers (-Pcontainers): no Docker answers on this machine.";

    @Override
    public FilterResult apply(TestDescriptor test) {
        return test.getSource()
                .map(SkipWithoutDocker::testClass)
                .filter(testClass -> needsContainers() && usesServers(testClass) && !dockerAnswers())
                .map(source -> FilterResult.excluded(LINE))
                .orElseGet(() -> FilterResult.included("runs here"));
    }

    private static boolean needsContainers() {
        return "containers".equals(System.getProperty(TestServers.KIND));
    }

    /** Of a class, and of each of its methods: a class that is left out does not take its methods with it. */
    private static @Nullable Class<?> testClass(TestSource source) {
        return switch (source) {
            case ClassSource ofClass -> ofClass.getJavaClass();
            case MethodSource ofMethod -> ofMethod.getJavaClass();
            default -> null;
        };
    }

    private static boolean usesServers(Class<?> testClass) {
        for (var annotation : testClass.getAnnotations()) {
            var text = annotation.toString(); // by name: other class loaders
            if (text.contains(MusterServers.class.getName()) || text.contains(NeedsServers.class.getName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean dockerAnswers() {
        return Boolean.parseBoolean(TestDirectory.once("docker", () -> {
            var answers = DockerClientFactory.instance().isDockerAvailable();
            if (!answers) {
                System.out.println(LINE);
            }
            return Boolean.toString(answers);
        }));
    }
}
