/// What a fix makes of files, in memory: the one place where edits are carried out. Used by the
/// patch and by apply_fix.
#pragma once

#include <string>
#include <vector>

#include "plumbline/fix.hpp"

namespace plumbline::core {

struct FixedFile {
  std::string old_name;  ///< relative to the root; "" for a new file
  std::string new_name;
  std::string before;
  std::string after;
  std::vector<Edit> edits;  ///< of this file, by offset
};

/// Sorted by old name, new files by theirs. Throws Error as render_patch.
std::vector<FixedFile> fixed_files(const std::string& root, const Fix& fix);

/// `text` with `edits` carried out, which are sorted. Throws Error (argument).
std::string edited(std::string_view text, const std::vector<Edit>& edits);

}  // namespace plumbline::core
