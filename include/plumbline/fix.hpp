/// A repair as text edits and file renames: shown as a patch, or applied all or nothing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace plumbline {

/// Replace `length` bytes at `offset` of `file` by `text`. Edits of one file never overlap.
struct Edit {
  std::string file;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string text;

  bool operator==(const Edit&) const = default;
};

/// Give a file another name in the same tree. Edits speak of the old name.
struct Rename {
  std::string from;
  std::string to;

  bool operator==(const Rename&) const = default;
};

struct Fix {
  std::vector<Edit> edits;
  std::vector<Rename> renames;

  [[nodiscard]] bool empty() const { return edits.empty() && renames.empty(); }
  bool operator==(const Fix&) const = default;
};

}  // namespace plumbline
