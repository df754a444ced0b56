/// The archive format of the script tests: commands first, then files, each after a line `-- name
/// --`. A name ending in `.base64` holds bytes that text cannot, under the name without that
/// ending.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tests {

struct ArchiveFile {
  std::string name;
  std::string text;
};

struct Archive {
  std::string script;
  std::vector<ArchiveFile> files;

  static Archive parse(std::string_view text);
  [[nodiscard]] std::string print() const;
  ArchiveFile* find(std::string_view name);
};

}  // namespace plumbline::tests
