/// alembic.ini, as Python's ConfigParser with BasicInterpolation reads it (Lib/configparser.py of
/// Python 3.11). Knows no key of Alembic's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/position.hpp"

namespace plumbline::adapters::alembic {

/// What Alembic stops with: an exception of Python's own, or its own CommandError.
struct ConfigFault {
  std::string text;  ///< "DuplicateOptionError: …", or the bare text after `FAILED: `
  bool is_uncaught = true;
  Position where;
};

struct IniOption {
  std::string name;   ///< lower case
  std::string value;  ///< raw: nothing interpolated
  Position where;     ///< of the value
};

class Ini {
 public:
  /// Reads the whole file; `file` names it in positions, `path` as Alembic would show it.
  static Ini read(std::string_view text, const std::string& file, const std::string& path,
                  const std::string& here);
  /// No file: one empty section `alembic`.
  static Ini without_file(const std::string& here);

  [[nodiscard]] const std::optional<ConfigFault>& fault() const noexcept { return fault_; }
  [[nodiscard]] bool has_section(const std::string& section) const;
  /// As ConfigParser.has_option: also what [DEFAULT] holds, if the section is there.
  [[nodiscard]] const IniOption* find(const std::string& section, const std::string& name) const;
  /// The interpolated value. `fault` is set when Python would raise.
  [[nodiscard]] std::string get(const std::string& section, const std::string& name,
                                std::optional<ConfigFault>& fault) const;
  /// The options of a section in file order, [DEFAULT] not included.
  [[nodiscard]] const std::vector<IniOption>& options(const std::string& section) const;
  /// [DEFAULT], `here` first.
  [[nodiscard]] const std::vector<IniOption>& defaults() const noexcept { return defaults_; }

 private:
  friend class IniReader;
  std::map<std::string, std::vector<IniOption>, std::less<>> sections_;
  std::vector<IniOption> defaults_;
  std::optional<ConfigFault> fault_;
};

}  // namespace plumbline::adapters::alembic
