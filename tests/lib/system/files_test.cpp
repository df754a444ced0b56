#include "system/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"

using namespace plumbline;
using namespace plumbline::system;
using plumbline::tests::ScratchFolder;

namespace {

Status status_of_reading(const std::string& path, const Limits& limits = {}) {
  try {
    read_file(path, limits);
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find(path) != std::string::npos);
    return error.status();
  }
  return Status::ok;
}

}  // namespace

TEST_CASE("files are read whole, byte for byte") {
  const ScratchFolder scratch;
  const std::string bytes("a\0b\r\n\xff", 6);
  scratch.write("x", bytes);
  scratch.write("empty", "");
  CHECK(read_file(scratch.file("x")) == bytes);
  CHECK(read_file(scratch.file("empty")).empty());
  CHECK(Folder(scratch.path()).read("x") == bytes);
}

TEST_CASE("files are read one after the other into one buffer, larger and smaller ones") {
  const ScratchFolder scratch;
  const std::string large(40'000, 'l');
  scratch.write("large", large);
  scratch.write("small", "s");
  scratch.write("empty", "");
  const Folder folder(scratch.path());
  std::string buffer;
  for (int round = 0; round < 2; ++round) {
    CHECK(folder.read("small", buffer, {}) == "s");
    CHECK(folder.read("large", buffer, {}) == large);
    CHECK(folder.read("empty", buffer, {}).empty());
  }
  CHECK_THROWS_AS(static_cast<void>(folder.read("large", buffer, {.max_file_bytes = 39'999})),
                  plumbline::Error);
}

TEST_CASE("what is no regular file is refused at once") {
  const ScratchFolder scratch;
  REQUIRE(mkfifo(scratch.file("fifo").c_str(), 0600) == 0);
  REQUIRE(symlink("loop", scratch.file("loop").c_str()) == 0);
  CHECK(status_of_reading(scratch.path()) == Status::io);
  CHECK(status_of_reading(scratch.file("fifo")) == Status::io);
  CHECK(status_of_reading("/dev/zero") == Status::io);
  CHECK(status_of_reading(scratch.file("loop")) == Status::io);
  CHECK(status_of_reading(scratch.file("nothing")) == Status::not_found);
}

TEST_CASE("a file over the limit is refused before it is read") {
  const ScratchFolder scratch;
  scratch.write("sparse", "");
  REQUIRE(truncate(scratch.file("sparse").c_str(), 1 << 30) == 0);
  CHECK(status_of_reading(scratch.file("sparse")) == Status::limit);
  scratch.write("ten", "0123456789");
  CHECK(status_of_reading(scratch.file("ten"), {.max_file_bytes = 9}) == Status::limit);
  CHECK(status_of_reading(scratch.file("ten"), {.max_file_bytes = 10}) == Status::ok);
}

TEST_CASE("entries are sorted by bytes and tell what they are without following links") {
  const ScratchFolder scratch;
  scratch.write("b", "");
  scratch.write("B", "");
  REQUIRE(mkdir(scratch.file("d").c_str(), 0700) == 0);
  REQUIRE(symlink("b", scratch.file("a").c_str()) == 0);
  const Folder folder(scratch.path());
  CHECK(folder.entries() == std::vector<Entry>{{"B", EntryType::file},
                                               {"a", EntryType::link},
                                               {"b", EntryType::file},
                                               {"d", EntryType::folder}});
  CHECK(folder.type_of("a") == EntryType::file);
  CHECK(folder.type_of("nothing") == EntryType::other);
  CHECK(folder.size_of("d") == -1);
  CHECK_THROWS_AS(static_cast<void>(folder.entries({.max_files = 3})), Error);
}

TEST_CASE("thousands of names that begin alike are sorted by bytes, whatever their length") {
  const ScratchFolder scratch;
  std::vector<std::string> names = {"2024",   "2024_",          "2024_a\xff",
                                    "2024_a", "2024_abcdefghi", "2024_abcdefgh"};
  for (int i = 0; i < 300; ++i)
    names.push_back("2024_" + std::to_string(i * 7919 % 1000) + "_x.sql");
  for (const std::string& name : names) scratch.write(name, "");
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<std::string> found;
  for (const Entry& entry : Folder(scratch.path()).entries()) found.push_back(entry.name);
  CHECK(found == names);
}
