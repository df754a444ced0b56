/// Which of several files with one id is the one that a database has. Pure: what each would have
/// made, and what of it is there, comes from outside.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace plumbline::core {

/// What one file makes that nothing else makes or takes away, as `table "public.orders"`.
struct Footprint {
  std::vector<std::string> there;
  std::vector<std::string> missing;

  [[nodiscard]] bool is_known() const noexcept { return !there.empty() || !missing.empty(); }
};

struct Judgement {
  enum class Kind {
    one,      ///< `which` has run, and no other has
    none,     ///< none has
    unclear,  ///< nothing says which
  };
  Kind kind = Kind::unclear;
  std::size_t which = 0;
  std::string why;  ///< a clause for people: what is there, and what is not
};

/// At most one file of an id is ever run in a database. Traces of one and of no other: that one.
Judgement which_is_applied(std::span<const Footprint> footprints);

}  // namespace plumbline::core
