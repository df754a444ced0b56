/// The limits on hostile or mistaken input, all in one place. Each has its own message when it is
/// met.
#pragma once

#include <cstddef>
#include <cstdint>

namespace plumbline {

/// Defaults are generous for real trees and small enough that a hostile file costs a finding, not
/// the machine.
struct Limits {
  std::uint64_t max_file_bytes = 64ULL << 20;       ///< a plan, configuration, Python or SQL file
  std::uint64_t max_snapshot_bytes = 512ULL << 20;  ///< a saved schema
  std::size_t max_files = 1'000'000;    ///< files in a repository, and changes in one plan
  int max_depth = 64;                   ///< folders below the given PATH
  int max_nesting = 200;                ///< brackets in any grammar of ours; CPython's own limit
  std::size_t max_per_rule = 1'000;     ///< findings kept for each rule; the rest is counted
  std::size_t max_excerpt_bytes = 200;  ///< of a source line kept for a message
};

}  // namespace plumbline
