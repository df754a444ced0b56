#include "adapters/alembic/run/interpreter.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"

using namespace plumbline;
using namespace plumbline::adapters::alembic;

namespace {

/// Programs in a folder; `tree` is the tree, `bin` what PATH names.
class Machine {
 public:
  Machine() : root_(system::real_path(folder_.path())) {
    folder_.write("repo/.git/HEAD", "");
    folder_.write("repo/tree/alembic.ini", "");
    folder_.write("bin/none", "");
  }
  void add(const std::string& name, const std::string& text = "") const {
    folder_.write(name, text);
    std::filesystem::permissions(folder_.file(name), std::filesystem::perms::owner_all);
  }
  [[nodiscard]] std::string find(const std::string& wanted = "",
                                 const std::string& active = "") const {
    std::map<std::string, std::string> variables = {{"PATH", root_ + "/bin"}};
    if (!active.empty()) variables["VIRTUAL_ENV"] = root_ + "/" + active;
    try {
      const std::string found =
          find_interpreter(wanted, root_ + "/repo/tree", system::Environment(variables));
      return found.starts_with(root_ + "/") ? found.substr(root_.size() + 1) : found;
    } catch (const Error& error) {
      return std::string(error.what());
    }
  }
  [[nodiscard]] const std::string& root() const { return root_; }

 private:
  tests::ScratchFolder folder_;
  std::string root_;
};

}  // namespace

TEST_CASE("the nearest Python that has Alembic is taken, and nothing above the repository") {
  const Machine machine;
  CHECK(machine.find() == "no Python to run Alembic with is found");
  machine.add(".venv/bin/python");
  machine.add(".venv/bin/alembic");
  CHECK(machine.find() == "no Python to run Alembic with is found");
  machine.add("bin/python3");
  CHECK(machine.find() == "bin/python3");
  machine.add("repo/.venv/bin/python");
  CHECK(machine.find() == "repo/.venv/bin/python");
  machine.add("other/bin/python");
  machine.add("bin/alembic", "#!" + machine.root() + "/other/bin/python\nimport alembic\n");
  CHECK(machine.find() == "other/bin/python");
  machine.add("repo/.venv/bin/alembic");
  CHECK(machine.find() == "repo/.venv/bin/python");
  machine.add("repo/tree/venv/bin/python");
  machine.add("repo/tree/venv/bin/alembic");
  CHECK(machine.find() == "repo/tree/venv/bin/python");
  machine.add("active/bin/python");
  CHECK(machine.find("", "active") == "repo/tree/venv/bin/python");
  machine.add("active/bin/alembic");
  CHECK(machine.find("", "active") == "active/bin/python");
}

TEST_CASE("the first line of alembic is read in each of pip's forms") {
  const Machine machine;
  machine.add("a b/bin/python3.11");
  machine.add("bin/python3");
  const std::string path = machine.root() + "/a b/bin/python3.11";
  struct Row {
    std::string text;
    std::string found;
  };
  const std::vector<Row> rows = {
      {"#!/bin/sh\n'''exec' \"" + path + "\" \"$0\" \"$@\"\n' '''\n", "a b/bin/python3.11"},
      {"#!/usr/bin/env python3\n", "bin/python3"},
      {"#!/usr/bin/env python9\n", "bin/python3"},
      {"no script\n", "bin/python3"},
      {"#!/bin/sh\necho\n", "bin/python3"},
      {"", "bin/python3"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    machine.add("bin/alembic", row.text);
    CHECK(machine.find() == row.found);
  }
}

TEST_CASE("an interpreter that is asked for is the one, or there is none") {
  const Machine machine;
  machine.add("repo/tree/env/bin/python");
  machine.add("bin/python3");
  CHECK(machine.find(machine.root() + "/repo/tree/env/bin/python") == "repo/tree/env/bin/python");
  CHECK(machine.find("python3") == "bin/python3");
  CHECK(machine.find("python3.9") == "interpreter \"python3.9\" is not there");
  CHECK(machine.find("../python") == "interpreter \"../python\" is not there");
  CHECK(machine.find("none") == "interpreter \"none\" is not there");
}
