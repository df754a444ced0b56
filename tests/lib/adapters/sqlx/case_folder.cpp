#include "lib/adapters/sqlx/case_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "system/utf8.hpp"

namespace plumbline::tests::sqlx {

namespace fs = std::filesystem;

fs::path conformance_folder() {
  return fs::path(PLUMBLINE_SOURCE_DIR) / "tests" / "conformance" / "sqlx";
}

std::vector<fs::path> case_folders(const fs::path& parent) {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::ranges::sort(folders);
  return folders;
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_text(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(text.data(), static_cast<std::streamsize>(text.size()));
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "plumb-test-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = fs::canonical(pattern);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

namespace {

/// A TOML list with one string for each character of `characters`.
std::string toml_characters(std::string_view characters) {
  std::string list;
  while (!characters.empty()) {
    const system::Decoded decoded = system::decode_code_point(characters);
    list += fmt::format("\"\\U{:08X}\", ", static_cast<std::uint32_t>(decoded.code_point));
    characters.remove_prefix(decoded.length);
  }
  return list;
}

}  // namespace

void set_up_case(const fs::path& source, const fs::path& folder) {
  fs::copy(source, folder, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  simdjson::dom::parser parser;
  if (fs::exists(source / "links.json")) {
    for (const auto& [path, target] : parser.load((source / "links.json").string()).get_object())
      fs::create_symlink(std::string(target.get_string().value()), folder / std::string(path));
  }
  std::string_view ignored;
  if (parser.load((source / "case.json").string())["ignored_chars"].get(ignored) ==
      simdjson::SUCCESS) {
    write_text(folder / "sqlx.toml",
               fmt::format("[migrate]\nignored-chars = [{}]\n", toml_characters(ignored)));
  }
}

}  // namespace plumbline::tests::sqlx
