package peercache.registry.complaint;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.Complaint;
import peercache.api.VersionId;

@RestController
class ComplaintController {
  private final Hearing hearing;

  ComplaintController(Hearing hearing) {
    this.hearing = hearing;
  }

  @PostMapping("/v1/versions/{id}/complaints")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void complain(@PathVariable VersionId id, @RequestBody Complaint complaint) {
    hearing.hear(id, complaint);
  }
}
