/// What ConfigParser says, word for word, by the mistake.
#pragma once

#include <string>
#include <string_view>

#include "adapters/alembic/python_text.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic::ini {

inline std::string duplicate_option(std::string_view path, int line, std::string_view option,
                                    std::string_view section) {
  return system::format(
      "DuplicateOptionError: While reading from PosixPath({}) [line {:2}]: option {} in section {} "
      "already exists",
      python_repr(path), line, python_repr(option), python_repr(section));
}

inline std::string duplicate_section(std::string_view path, int line, std::string_view section) {
  return system::format(
      "DuplicateSectionError: While reading from PosixPath({}) [line {:2}]: section {} already "
      "exists",
      python_repr(path), line, python_repr(section));
}

inline std::string missing_header(std::string_view path, int line, std::string_view text) {
  return system::format(
      "MissingSectionHeaderError: File contains no section headers.\nfile: PosixPath({}), line: "
      "{}\n{}",
      python_repr(path), line, python_repr(text));
}

inline std::string parsing_errors(std::string_view path) {
  return system::format("ParsingError: Source contains parsing errors: {}", python_repr(path));
}

inline std::string parsing_error_line(int line, std::string_view text) {
  return system::format("\n\t[line {:2}]: {}", line, python_repr(text));
}

inline std::string bad_reference(std::string_view rest) {
  return system::format("InterpolationSyntaxError: bad interpolation variable reference {}",
                        python_repr(rest));
}

inline std::string lone_percent(std::string_view rest) {
  return system::format("InterpolationSyntaxError: '%' must be followed by '%' or '(', found: {}",
                        python_repr(rest));
}

inline std::string missing_variable(std::string_view option, std::string_view section,
                                    std::string_view variable, std::string_view raw) {
  return system::format(
      "InterpolationMissingOptionError: Bad value substitution: option {} in section {} contains "
      "an "
      "interpolation key {} which is not a valid option name. Raw value: {}",
      python_repr(option), python_repr(section), python_repr(variable), python_repr(raw));
}

inline std::string too_deep(std::string_view option, std::string_view section,
                            std::string_view raw) {
  return system::format(
      "InterpolationDepthError: Recursion limit exceeded in value substitution: option {} in "
      "section {} contains an interpolation key which cannot be substituted in 10 steps. Raw "
      "value: {}",
      python_repr(option), python_repr(section), python_repr(raw));
}

}  // namespace plumbline::adapters::alembic::ini
