import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The class loader of javac's plugins, which javac makes by the name in {@code -XDprocloader} and which lives on from one compilation to the next: Error
 * Prone and NullAway are loaded and compiled to machine code once, not once for the sources and once for the tests of each
 * module. That halves the work of the whole compilation. {@code ./muster} compiles this to {@code target/build-tools}, which is on the
 * boot class path of Maven; where it is not there, javac takes a loader of its own.
 */
public final class KeptPlugins extends ClassLoader {
    /** Of each thread its own: NullAway has static state that two compilations at the same time must not share. */
    private static final ThreadLocal<Map<List<String>, ClassLoader>> KEPT = ThreadLocal.withInitial(HashMap::new);

    /** As javac calls it. It would close a loader that can be closed; this one cannot. */
    public KeptPlugins(URL[] path, ClassLoader parent) {
        super(KEPT.get()
                .computeIfAbsent(
                        Arrays.stream(path).map(URL::toString).toList(), key -> new URLClassLoader(path, parent)));
    }
}
