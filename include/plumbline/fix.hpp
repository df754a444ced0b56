/// A repair as text edits, new files and renames: shown as a patch, or applied all or nothing.
#pragma once

#include <cstddef>
#include <functional>
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

/// A file that is not there yet.
struct Creation {
  std::string file;
  std::string text;

  bool operator==(const Creation&) const = default;
};

/// Which bytes of a file the edits speak of.
struct FileVersion {
  std::string file;
  std::string sha256;  ///< lower-case hex

  bool operator==(const FileVersion&) const = default;
};

/// Immutable once made; shared freely between threads.
struct Fix {
  std::vector<Edit> edits;
  std::vector<Rename> renames;
  std::vector<Creation> creations;
  /// Of files that are edited or renamed. One that has another content by now is not touched.
  std::vector<FileVersion> read;

  [[nodiscard]] bool empty() const { return edits.empty() && renames.empty() && creations.empty(); }
  bool operator==(const Fix&) const = default;
};

/// Calls `change` with the name of every file in the fix, which may give it another.
void change_files(Fix& fix, const std::function<void(std::string& file)>& change);
/// Adds what `other` does. REQUIRES: both may be done together.
void add_fix(Fix& fix, Fix other);

/// A unified diff with git's headers for renames and new files; `git apply` and `patch -p1` take
/// it. Reads the files below `root`. Throws Error: not_found, io, limit; refused, when a file has
/// changed since the fix was made; argument, for edits that overlap or lie outside of their file.
std::string render_patch(const std::string& root, const Fix& fix);

/// All or nothing: writes beside each file, then renames. On any error the tree is as it was.
/// Throws Error as render_patch does, and refused when a new name is taken or a file is a link.
void apply_fix(const std::string& root, const Fix& fix);

}  // namespace plumbline
