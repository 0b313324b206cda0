package peercache.registry.node;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

interface NodeRepository extends Repository<Node, String> {
  Optional<Node> findById(String id);

  List<Node> findAllByOrderById();
}
