/// The hundreds of objects that definitions are tested with: the SQL files of this folder, written
/// for every server version that is at hand.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "../database.hpp"
#include "system/files.hpp"

namespace plumbline::tests {

/// In order: what every version understands, then since_N.sql up to this one.
inline std::vector<std::string> corpus_files(const std::string& folder, int version) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_newer = name.starts_with("since_") && std::stoi(name.substr(6)) > version;
    const bool is_optional = name == "icu.sql";
    if (name.ends_with(".sql") && !is_newer && !is_optional) files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

inline void build_corpus(const Database& database) {
  const std::string folder = PLUMBLINE_SOURCE_DIR "/tests/lib/postgres/definition";
  for (const std::string& file : corpus_files(folder, database.server.version())) {
    CAPTURE(file);
    database.run("SET client_min_messages = error; " + system::read_file(file));
  }
  try {
    database.run(system::read_file(folder + "/icu.sql"));
  } catch (const std::runtime_error& error) {
    MESSAGE("without icu.sql: ", std::string(error.what()));
  }
}

}  // namespace plumbline::tests
