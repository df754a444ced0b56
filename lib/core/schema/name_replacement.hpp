/// Texts as they read after objects were renamed, so that what follows from a rename is not taken
/// for a change. Used by the comparison of schemas.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::core {

/// Names as CatalogObject::name, texts as SQL: quotes make no difference to which name is meant.
class NameReplacement {
 public:
  /// Brackets of functions are left out of the names: they are called with other brackets.
  void add(std::string_view old_name, std::string_view new_name);
  /// A column by its own name, wherever it stands last in a dotted name.
  void add_column(std::string_view old_name, std::string_view new_name);
  /// A table by its own name, wherever it qualifies a column.
  void add_qualifier(std::string_view old_name, std::string_view new_name);
  /// Everything in a schema but what is known to stay there, or to have been in the new one: what
  /// an extension took along.
  struct Moved {
    std::string old_schema;
    std::string new_schema;
    std::set<std::string, std::less<>> staying;  ///< own names in the old schema
    std::set<std::string, std::less<>> waiting;  ///< own names in the new schema
  };
  void add_moved(const Moved& moved);
  [[nodiscard]] bool empty() const noexcept { return objects_.empty() && moved_.empty(); }

  /// Whether `now` is what `old` became by the renames and nothing else. A query goes on to call a
  /// renamed table and its output columns as before, by an alias.
  [[nodiscard]] bool explains(std::string_view old, std::string_view now) const;
  /// The old text with the new names, marked so that it compares only with `in_new`.
  [[nodiscard]] std::string in_old(std::string_view text) const;

 private:
  using Names = std::map<std::string, std::string, std::less<>>;
  [[nodiscard]] std::string in_new(std::string_view text) const;

  Names objects_;  // new names by old ones
  Names columns_;
  Names qualifiers_;
  Names old_objects_;  // old names by new ones
  Names old_columns_;
  Names old_qualifiers_;
  std::vector<Moved> moved_;
};

}  // namespace plumbline::core
