/// Several files written, renamed and replaced as one: all of it, or nothing. Used by apply_fix.
#pragma once

#include <span>
#include <string>

namespace plumbline::system {

/// One file as it shall be.
struct Replacement {
  std::string path;   ///< what it is called afterwards
  std::string old;    ///< what it is called now, equal to `path` or not; "" for a new file
  std::string bytes;  ///< its content afterwards; the permissions of the old one stay
};

/// Writes each new content beside its place and to the disk, then puts all of them there by
/// renaming. Throws Error, and the files are as they were: refused (a new name is taken, an old one
/// is no regular file), not_found, io. Folders are not made.
void replace_files(std::span<const Replacement> replacements);

}  // namespace plumbline::system
