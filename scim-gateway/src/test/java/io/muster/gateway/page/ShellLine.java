package io.muster.gateway.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The words of a shell command as far as our pages use the shell: both kinds of quotes, {@code $NAME}, lines that go on after a backslash. Anything else is a mistake of the page. */
final class ShellLine {
    private static final String NEEDS_QUOTES = "|&;<>(){}*?#~`!";

    private final String text;
    private final Map<String, String> variables;
    private int at;

    private ShellLine(String text, Map<String, String> variables) {
        this.text = text;
        this.variables = variables;
    }

    /** The commands of a block: each begins at the start of a line, outside of quotes. */
    static List<String> commands(String block) {
        var commands = new ArrayList<String>();
        var command = new StringBuilder();
        for (var line : block.lines().toList()) {
            if (command.isEmpty() && line.isBlank()) {
                continue;
            }
            command.append(command.isEmpty() ? "" : "\n").append(line);
            boolean goesOn = line.endsWith("\\") || isOpen(command);
            if (!goesOn) {
                commands.add(command.toString());
                command.setLength(0);
            }
        }
        if (!command.isEmpty()) {
            throw new IllegalArgumentException("a quote is not closed: " + command);
        }
        return commands;
    }

    static List<String> words(String command, Map<String, String> variables) {
        return new ShellLine(command, variables).words();
    }

    private static boolean isOpen(CharSequence command) {
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\\' && quote != '\'') {
                i++;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return quote != 0;
    }

    private List<String> words() {
        var words = new ArrayList<String>();
        while (skipSpace()) {
            words.add(word());
        }
        return words;
    }

    private boolean skipSpace() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.startsWith("\\\n", at))) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at < text.length();
    }

    private String word() {
        var word = new StringBuilder();
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            char c = text.charAt(at++);
            if (c == '\'') {
                int end = text.indexOf('\'', at);
                word.append(text, at, end);
                at = end + 1;
            } else if (c == '"') {
                quoted(word);
            } else if (c == '$') {
                word.append(variable());
            } else if (NEEDS_QUOTES.indexOf(c) >= 0 || c == '\\') {
                throw new IllegalArgumentException("'" + c + "' is more of the shell than this page may use: " + text);
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    private void quoted(StringBuilder word) {
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '$') {
                word.append(variable());
            } else if (c == '\\' && "\"\\$".indexOf(text.charAt(at)) >= 0) {
                word.append(text.charAt(at++));
            } else {
                word.append(c);
            }
        }
        at++;
    }

    private String variable() {
        int from = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        var value = variables.get(text.substring(from, at));
        if (value == null) {
            throw new IllegalArgumentException("nothing has set $" + text.substring(from, at) + ": " + text);
        }
        return value;
    }
}
