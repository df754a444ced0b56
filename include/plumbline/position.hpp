/// A place in a file. Every fact that Plumbline reads keeps one, so that a finding can name it.
#pragma once

#include <cstddef>
#include <string>

namespace plumbline {

/// Where a fact stands. Lines and columns count from 1, 0 means "none"; columns are Unicode code
/// points. The byte offset is kept beside them because edits need it.
struct Position {
  std::string file;  ///< relative to the tree's root while loading, to the given PATH in a report
  int line = 0;      ///< 1-based; 0 when the fact belongs to the file as a whole
  int column = 0;    ///< 1-based, in code points; 0 when the fact is the whole line
  std::size_t offset = 0;  ///< bytes from the start of the file

  bool operator==(const Position&) const = default;
};

}  // namespace plumbline
