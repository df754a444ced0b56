#include "adapters/alembic/run/messages.hpp"

#include <doctest/doctest.h>

using namespace plumbline::adapters::alembic;

TEST_CASE("a line of the driver is a kind and its fields") {
  const DriverMessage message =
      read_driver_message("failed\tmessage=a=b\\tc\\nd\\\\n\tline=12\tempty=\tbroken\tend=\\");
  CHECK(message.kind == "failed");
  CHECK(message.get("message") == "a=b\tc\nd\\n");
  CHECK(message.number("line") == 12);
  CHECK(message.get("empty").empty());
  CHECK(message.get("absent").empty());
  CHECK(message.number("message") == 0);
  CHECK(message.get("end") == "\\");
  CHECK(message.fields.size() == 4);
  CHECK(read_driver_message("").kind.empty());
}
