#include "gate/event_log.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "plumbline/error.hpp"
#include "plumbline/render.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"

using namespace plumbline;
using gate::EventLog;

TEST_CASE("events are lines behind what is there") {
  const tests::ScratchFolder folder;
  const std::string path = folder.file("events.jsonl");
  const Event start{.kind = EventKind::gate_start, .gate = "round-trip", .message = "begins"};
  const Event done{.kind = EventKind::gate_done, .message = "a\nb", .passed = false};
  {
    const EventLog log(path);
    log.tell(start);
  }
  const EventLog first(path);
  const EventLog second(path);
  first.tell(start);
  second.tell(done);
  first.tell(done);
  CHECK(system::read_file(path) == render_json(start) + "\n" + render_json(start) + "\n" +
                                       render_json(done) + "\n" + render_json(done) + "\n");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("what cannot be written is said") {
  const tests::ScratchFolder folder;
  CHECK_THROWS_AS(EventLog(folder.path()), Error);
  CHECK_THROWS_AS(EventLog(folder.file("no/such/folder")), Error);
  CHECK_NOTHROW(EventLog("/dev/null"));
  const std::string pipe = folder.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  try {
    const EventLog log(pipe);
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).ends_with("is a pipe"));
  }
  const EventLog full("/dev/full");
  try {
    full.tell({});
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.status() == Status::io);
    CHECK(std::string(error.what()).find("/dev/full") != std::string::npos);
  }
}
