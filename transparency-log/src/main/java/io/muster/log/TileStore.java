package io.muster.log;

import java.util.Optional;

/** Where a {@link TiledTree} keeps its full tiles. They are derived: a lost one is computed again from the entries. */
public interface TileStore {
    /** Keeps a full tile. Writing the same one again is fine. */
    void put(TilePath path, Tile tile);

    /** Reads a full tile, if it is there. */
    Optional<Tile> get(TilePath path);
}
