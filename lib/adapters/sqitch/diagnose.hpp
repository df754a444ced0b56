/// The true cause of a line that sqitch refuses.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "plumbline/fix.hpp"

namespace plumbline::adapters::sqitch {

struct Diagnosis {
  std::string rule;  ///< of the catalogue
  std::string message;
  std::size_t offset = 0;  ///< bytes from the start of the line
  std::string name;        ///< the name on the line, "" when it has none
  /// A bracketed timestamp: where its brackets stand, so that they can be taken off.
  struct Brackets {
    std::size_t open = 0;
    std::size_t close = 0;
  };
  std::optional<Brackets> brackets;
};

/// For a line that gave "Invalid name". `line` is without its note.
Diagnosis diagnose_line(std::string_view line);

/// For a line that is read but lacks its timestamp: what stands in its place, if anything does.
Diagnosis diagnose_timestamp(std::string_view line);

/// What is wrong with an item between brackets that sqitch calls invalid.
std::string describe_bad_dependency(std::string_view text);

}  // namespace plumbline::adapters::sqitch
