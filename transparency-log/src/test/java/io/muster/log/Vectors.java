package io.muster.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the vectors of others; where they come from stands in the README beside them. */
final class Vectors {
    private Vectors() {}

    static JsonNode read(String file) {
        try (var in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<Hash> base64(JsonNode array) {
        return each(array)
                .map(n -> Hash.of(Base64.getDecoder().decode(n.asText())))
                .toList();
    }

    static List<Hash> hex(JsonNode array) {
        return each(array).map(n -> hex(n.asText())).toList();
    }

    static Hash hex(String text) {
        return Hash.of(HexFormat.of().parseHex(text));
    }

    /** A tree over leaves {@code leaf i}. */
    static MerkleTree tree(int size) {
        var tree = new MerkleTree();
        for (int i = 0; i < size; i++) {
            tree.append(leaf(i));
        }
        return tree;
    }

    static Hash leaf(int i) {
        return Hash.leaf(("leaf " + i).getBytes(StandardCharsets.UTF_8));
    }

    /** The paths of a proof with one bit flipped, for every byte of it. */
    static List<List<Hash>> damaged(List<Hash> path) {
        var damaged = new ArrayList<List<Hash>>();
        for (int i = 0; i < path.size(); i++) {
            for (int at = 0; at < Hash.SIZE; at++) {
                byte[] bytes = path.get(i).bytes();
                bytes[at] = (byte) (bytes[at] ^ (1 << (at % 8)));
                var copy = new ArrayList<>(path);
                copy.set(i, Hash.of(bytes));
                damaged.add(copy);
            }
        }
        return damaged;
    }
}
