/// What a statement does to the catalog, told from its text alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plumbline/statement.hpp"

namespace plumbline {

enum class EffectAction : std::uint8_t {
  requires_,  ///< fails when it is not there
  creates,
  drops,
  alters,
  renames,
  reads,   ///< rows
  writes,  ///< rows
};

/// One object touched. `kind` and `name` as the catalog has them: table, column, index, constraint,
/// sequence, type, enum, value, view, matview, function, trigger, policy, rule, extension, role,
/// grant, comment …; "public.orders", "public.orders.total". A grant is called
/// "SELECT ON public.orders TO app", a comment as what it is on, an enum's value
/// "public.mood.'sad'".
struct Effect {
  EffectAction action{};
  std::string kind;
  std::string name;
  std::string to;        ///< of a rename: the new name
  bool implied = false;  ///< follows of itself: parts of a new table, the index of a constraint
  bool guarded = false;  ///< IF [NOT] EXISTS, OR REPLACE, or a condition may skip it

  bool operator==(const Effect&) const = default;
};

struct StatementEffects {
  Statement statement;
  std::vector<Effect> effects;  ///< in the order of the text
  std::string unknown;          ///< why they are not all known; "" when they are
};

}  // namespace plumbline
