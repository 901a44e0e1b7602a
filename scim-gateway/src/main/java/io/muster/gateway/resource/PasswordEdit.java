package io.muster.gateway.resource;

/** What a request makes of the password. */
sealed interface PasswordEdit {
    /** Nothing. */
    PasswordEdit KEEP = new Keep();

    /** It goes. */
    PasswordEdit REMOVE = new Remove();

    /** See {@link #KEEP}. */
    record Keep() implements PasswordEdit {}

    /** See {@link #REMOVE}. */
    record Remove() implements PasswordEdit {}

    /**
     * A new one.
     *
     * @param secret in clear, on its way to the hash; never printed
     */
    record Replace(String secret) implements PasswordEdit {
        @Override
        public String toString() {
            return "Replace[…]";
        }
    }
}
