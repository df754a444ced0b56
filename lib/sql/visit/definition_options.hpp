/// What stands in lists of DefElem, read as the server reads them: (name = value, …) and the words
/// behind CREATE FUNCTION, ROLE and the like. Rules: commands/define.c.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/node.hpp"

namespace plumbline::sql {

/// 42601 `conflicting or redundant options`.
[[noreturn]] void fail_conflicting();

/// defGetString: any value as text; 42601 `x requires a parameter`.
std::string option_text(const Node& option);
/// defGetBoolean: nothing is true; 42601 `x requires a Boolean value`.
bool option_flag(const Node& option);
/// defGetInt32: 42601 `x requires an integer value`.
std::int64_t option_integer(const Node& option);
/// defGetQualifiedName: the list of names, bare texts; 42601.
std::vector<std::string> option_names(const Node& option);
/// NameListToString: parts joined by dots, as messages have them.
std::string dotted(const std::vector<std::string>& names);
std::string dotted(const Node& names);
/// Texts of a list of String nodes, and of a TypeName its names.
std::vector<std::string> texts_of(const Node& names);

/// The options of a list by name, each at most once: 42601 `conflicting or redundant options` for
/// the second one.
class OptionSet {
 public:
  /// `left_out`: a name that may stand several times, and is not taken.
  explicit OptionSet(const Node& list, std::string_view left_out = {});
  /// Nothing when absent.
  [[nodiscard]] Node operator[](std::string_view name) const noexcept;
  [[nodiscard]] bool has(std::string_view name) const noexcept {
    return static_cast<bool>((*this)[name]);
  }
  [[nodiscard]] const std::vector<Node>& all() const noexcept { return options_; }

 private:
  std::vector<Node> options_;
};

/// A parse tree that owns its text: a TypeName made of names, as makeTypeNameFromNameList.
class MadeTypeName {
 public:
  explicit MadeTypeName(const std::vector<std::string>& names);
  [[nodiscard]] Node node() const noexcept;

 private:
  Ast ast_;
};

}  // namespace plumbline::sql
