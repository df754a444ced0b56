/// psql's variables, as far as they are known without running the script. Used by the reader of
/// psql scripts alone.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::sql {

class PsqlVariables {
 public:
  enum class State {
    unset,
    known,
    set,     ///< it has a value, which is not known
    unsure,  ///< it may have one
  };
  struct Variable {
    State state = State::unset;
    std::string value;  ///< when known
    std::string why;    ///< when not: "\gset takes \"a\" from the rows of a query"
  };

  /// With those that psql sets itself.
  PsqlVariables();

  [[nodiscard]] Variable find(std::string_view name) const;
  void set(std::string_view name, std::string value);
  void unset(std::string_view name);
  /// Has some value from here on.
  void set_unknown(std::string_view name, std::string why);
  /// May have any value or none from here on.
  void forget(std::string_view name, std::string why);
  /// The same for all names that begin so.
  void forget_all(std::string prefix, std::string why);

  static bool is_valid_name(std::string_view name) noexcept;

 private:
  struct Forgotten {
    std::string prefix;
    std::string why;
  };
  std::map<std::string, Variable, std::less<>> variables_;
  std::vector<Forgotten> forgotten_;
};

/// As psql's ParseVariableBool: 1 and 0; -1 for what it takes for neither.
int parse_psql_bool(std::string_view text) noexcept;

}  // namespace plumbline::sql
