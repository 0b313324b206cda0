package peercache.registry.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import peercache.content.Problem;
import peercache.edge.OpenTo;
import peercache.edge.Role;

/** What the server refuses before a controller is found is a problem answer too. */
@RestController
class ErrorFallback implements ErrorController {
  @OpenTo(Role.ANYONE)
  @RequestMapping("/error")
  ResponseEntity<Problem> error(HttpServletRequest request) {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : 404;
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(Problems.problem(status, ""));
  }
}
