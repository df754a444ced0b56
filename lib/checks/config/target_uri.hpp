/// The parts of a database URI as the config rules need them: what each tool would take for what.
/// Nothing is decoded.
#pragma once

#include <cstddef>
#include <string_view>

namespace plumbline::checks::config {

/// Views into the text that was given.
struct TargetUri {
  std::string_view prefix;     ///< "db:" where it stands, as written
  std::string_view scheme;     ///< before the first colon: "pg", "postgresql+psycopg2"
  std::string_view rest;       ///< behind that colon
  bool has_authority = false;  ///< `//` follows the scheme
  std::string_view password;   ///< as written
  std::string_view host;       ///< without brackets
  std::string_view query;      ///< behind `?`
};

TargetUri split_target(std::string_view text) noexcept;
/// The last value of that parameter, "" for none.
std::string_view parameter(const TargetUri& uri, std::string_view name) noexcept;
/// A socket, this machine, or a name without a dot (a container beside this one).
bool is_near(std::string_view host) noexcept;

/// A `$NAME` or `${NAME}` in a text: a plain one, without operators such as `#`.
struct Variable {
  std::string_view text;  ///< "${DATABASE_URL}"; "" = none
  std::string_view name;
  std::size_t offset = 0;
};
Variable find_variable(std::string_view text, std::size_t from = 0) noexcept;
/// `${{ secrets.NAME }}`, with NAME as the name; otherwise as find_variable.
Variable find_expansion(std::string_view text, std::size_t from = 0) noexcept;

}  // namespace plumbline::checks::config
