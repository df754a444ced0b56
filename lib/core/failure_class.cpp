#include "core/failure_class.hpp"

#include <array>

namespace plumbline::core {

namespace {

struct Entry {
  std::string_view prefix;  // of the SQLSTATE
  std::string_view failure_class;
};

// The first that fits; longer ones before shorter ones.
constexpr std::array entries = {
    Entry{"42P17", "D"}, Entry{"42P07", "F"}, Entry{"42701", "F"}, Entry{"42710", "F"},
    Entry{"42723", "F"}, Entry{"42P06", "F"}, Entry{"23", "M"},    Entry{"22", "M"},
    Entry{"2BP01", "M"}, Entry{"55P03", "N"}, Entry{"57014", "N"}, Entry{"40P01", "N"},
    Entry{"42501", "O"}, Entry{"42601", "P"}, Entry{"08", "Q"},    Entry{"28", "Q"},
    Entry{"3D000", "Q"}, Entry{"57P", "Q"},   Entry{"55006", "Q"}, Entry{"53", "Q"},
    Entry{"58", "Q"},    Entry{"P0001", "A"}, Entry{"42P01", "I"}, Entry{"42703", "I"},
    Entry{"3F000", "I"}, Entry{"42883", "I"}, Entry{"42704", "I"}};

}  // namespace

std::string_view failure_class_of(std::string_view sqlstate, std::string_view message) noexcept {
  if (sqlstate == "42704" && message.starts_with("role ")) return "B";
  // Of a column that a view, rule or trigger uses; other things are only not there.
  if (sqlstate == "0A000" && message.starts_with("cannot alter type of a column used by"))
    return "M";
  for (const Entry& entry : entries) {
    if (sqlstate.starts_with(entry.prefix)) return entry.failure_class;
  }
  return {};
}

}  // namespace plumbline::core
