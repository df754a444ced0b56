/// Texts as they read after objects were renamed, so that what follows from a rename is not taken
/// for a change. Used by the comparison of schemas.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace plumbline::core {

/// Names as CatalogObject::name, texts as SQL: quotes make no difference to which name is meant.
class NameReplacement {
 public:
  /// Brackets of functions are left out of the names: they are called with other brackets.
  void add(std::string_view old_name, std::string_view new_name);
  [[nodiscard]] bool empty() const noexcept { return new_names_.empty(); }

  /// Whether `now` is what `old` became by the renames and nothing else.
  [[nodiscard]] bool explains(std::string_view old, std::string_view now) const;
  /// The old text with the new names, marked so that it compares only with `in_new`.
  [[nodiscard]] std::string in_old(std::string_view text) const;

 private:
  [[nodiscard]] std::string in_new(std::string_view text) const;

  std::map<std::string, std::string, std::less<>> new_names_;  // by old one
  std::set<std::string, std::less<>> known_new_;
};

}  // namespace plumbline::core
