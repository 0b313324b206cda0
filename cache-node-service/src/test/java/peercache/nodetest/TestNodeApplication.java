package peercache.nodetest;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import peercache.edge.EdgeConfiguration;

/** The store, the fills and the routes of a node, without its membership. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(EdgeConfiguration.class)
@ComponentScan({"peercache.node.store", "peercache.node.fill", "peercache.node.content"})
class TestNodeApplication {}
