/// Plans, configurations and URIs against what the real sqitch 1.3.1 said
/// (tests/conformance/sqitch/README.md).
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "adapters/sqitch/adapter.hpp"
#include "support/json_compare.hpp"

namespace plumbline::tests::sqitch {

namespace fs = std::filesystem;

namespace {

fs::path conformance() { return fs::path(PLUMBLINE_SOURCE_DIR) / "tests/conformance/sqitch"; }

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

/// What the cases were made with: no system or user configuration but the case's own.
adapters::TreeOptions options_for(const fs::path& folder) {
  const auto file = [&](const char* name) {
    const fs::path path = folder / name;
    return fs::exists(path) ? path.string() : std::string("/nonexistent/none.conf");
  };
  adapters::TreeOptions options;
  options.environment = system::Environment(
      {{"SQITCH_SYSTEM_CONFIG", file("system.conf")}, {"SQITCH_USER_CONFIG", file("user.conf")}});
  return options;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// The tool prints passwords, we do not.
std::string masked(std::string text) {
  for (const char* password : {"s3cret", "p%40ss%3Aw", "p@ss:w"})
    replace_all(text, password, "***");
  return text;
}

void check_same(const std::string& expected, const std::string& actual) {
  for (const std::string& line : json_differences(expected, actual)) FAIL_CHECK(line);
}

/// A bad plan of which the tool itself says nothing useful: only that there is an error, and its
/// kind, must agree.
bool has_free_wording(const std::string& expected) {
  return expected.find("\"ident\" : \"perl\"") != std::string::npos ||
         expected.find("\"ident\" : \"DEV\"") != std::string::npos;
}

}  // namespace

TEST_CASE("every plan is read as sqitch reads it") {
  std::size_t count = 0;
  for (const fs::path& path : sorted_entries(conformance() / "plans")) {
    if (path.extension() != ".plan") continue;
    CAPTURE(path.filename().string());
    ++count;
    const auto& adapter = adapters::sqitch::adapter();
    const auto tree =
        adapter.open(adapter.place_of(path.string()), options_for(path.parent_path()));
    const std::string expected = read_text(fs::path(path).replace_extension(".expected.json"));
    std::string actual = tree->tool_json();
    if (has_free_wording(expected)) {
      CHECK(tree->plan().refusal.has_value());
      CHECK_FALSE(tree->plan().findings.empty());
      CHECK(actual.find("\"changes\": []") != std::string::npos);
    } else {
      check_same(expected, actual);
    }
  }
  CHECK(count >= 140);
}

TEST_CASE("every configuration gives the targets that sqitch resolves") {
  std::size_t count = 0;
  for (const fs::path& folder : sorted_entries(conformance() / "conf")) {
    CAPTURE(folder.filename().string());
    ++count;
    const auto& adapter = adapters::sqitch::adapter();
    const auto tree = adapter.open(adapter.place_of(folder.string()), options_for(folder));
    const std::string names =
        fs::exists(folder / "names.txt") ? read_text(folder / "names.txt") : std::string();
    check_same(masked(read_text(folder / "expected.json")), tree->answer("names.txt", names));
  }
  CHECK(count >= 19);
}

TEST_CASE("every URI is resolved as sqitch resolves it") {
  const auto& adapter = adapters::sqitch::adapter();
  const auto tree =
      adapter.open(adapter.place_of(conformance().string()), options_for(conformance()));
  check_same(masked(read_text(conformance() / "uris.expected.json")),
             tree->answer("uris.txt", read_text(conformance() / "uris.txt")));
}

}  // namespace plumbline::tests::sqitch
