package peercache.node;

import static peercache.nodetest.Content.PIECE;

import peercache.nodetest.Content;

/** An origin with one file of six pieces, of which the node has nothing yet. */
abstract class FillFixture extends NodeFixture {
  final Content content = origin.publish("a.bin", Content.random(5 * PIECE + 123, 1));
}
