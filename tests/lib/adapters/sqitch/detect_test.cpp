/// Where sqitch projects are found.
#include <doctest/doctest.h>

#include "adapters/sqitch/adapter.hpp"
#include "support/scratch_folder.hpp"

namespace plumbline::adapters::sqitch {

namespace {

std::vector<Place> detect_in(const std::string& path) {
  const system::Folder folder(path);
  return adapter().detect(folder, folder.entries());
}

}  // namespace

TEST_CASE("a configuration gives its plan away") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.conf", "[core]\n\tengine = pg\n\ttop_dir = db\n");
  folder.write("db/sqitch.plan", "%project=shop\n");
  const std::vector<Place> places = detect_in(folder.path());
  REQUIRE(places.size() == 1);
  CHECK(places[0] == Place{folder.path(), "db/sqitch.plan"});
  // From inside, the same plan with the same root.
  const Place inside = adapter().place_of(folder.file("db/sqitch.plan"));
  CHECK(system::real_path(inside.root) == system::real_path(folder.path()));
  CHECK(inside.file == "db/sqitch.plan");
}

TEST_CASE("each plan file of a configuration is a project") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.conf",
               "[core]\n\tengine = pg\n[target \"eu\"]\n\turi = db:pg:eu\n\tplan_file = "
               "eu.plan\n\ttop_dir = eu\n"
               "[target \"us\"]\n\turi = db:pg:us\n");
  folder.write("sqitch.plan", "%project=shop\n");
  folder.write("eu.plan", "%project=eu\n");
  const std::vector<Place> places = detect_in(folder.path());
  REQUIRE(places.size() == 2);
  CHECK(places[1].file == "eu.plan");
  CHECK(adapter().open(places[1], {})->plan().name == "eu");
}

TEST_CASE("a plan without configuration is a project, another file is none") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.plan", "%project=shop\n");
  folder.write("shop.plan", "%project=shop\n");
  folder.write("x.sql", "");
  CHECK(detect_in(folder.path()).size() == 1);
  CHECK(adapter().place_of(folder.file("shop.plan")) == Place{folder.path(), "shop.plan"});
  CHECK(adapter().place_of(folder.file("x.sql")).root.empty());
}

TEST_CASE("a plan that is not there is refused in sqitch's words") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.conf", "[core]\n\tengine = pg\n");
  const auto tree = adapter().open(detect_in(folder.path()).at(0), {});
  REQUIRE(tree->plan().refusal.has_value());
  CHECK(tree->plan().refusal->message == "Plan file sqitch.plan does not exist");
}

}  // namespace plumbline::adapters::sqitch
