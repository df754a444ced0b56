#include "plumbline/event.hpp"

#include <doctest/doctest.h>

#include "plumbline/render.hpp"

using plumbline::Event;
using plumbline::EventKind;

TEST_CASE("an event is one line, absent parts are null") {
  Event event;
  event.kind = EventKind::progress;
  event.step = "open";
  event.message = "app\n\"x\"";
  event.done = 2;
  event.elapsed_ms = 7;
  CHECK(
      render_json(event) ==
      R"({"schema":"plumbline.event/1","event":"progress","gate":null,"step":"open","project":null,)"
      R"("message":"app\n\"x\"","done":2,"total":null,"elapsed_ms":7,"passed":null})");
  event = {.kind = EventKind::gate_done, .gate = "dry-run", .message = "red", .passed = false};
  CHECK(
      render_json(event) ==
      R"({"schema":"plumbline.event/1","event":"gate_done","gate":"dry-run","step":null,"project":null,)"
      R"("message":"red","done":null,"total":null,"elapsed_ms":0,"passed":false})");
}
