/// Texts as they read after objects were renamed, so that what follows from a rename is not taken
/// for a change. Used by the comparison of schemas.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::core {

/// New names by old ones, and back.
class NamePairs {
 public:
  void add(std::string_view old_name, std::string_view new_name) {
    to_new_.emplace(old_name, new_name);
    to_old_.emplace(new_name, old_name);
  }
  [[nodiscard]] bool empty() const noexcept { return to_new_.empty(); }

  struct Found {
    std::string_view new_name;
    std::string_view other;  ///< the one that was not asked for
  };
  /// By the old name in an old text, by the new one in a new text.
  [[nodiscard]] std::optional<Found> find(std::string_view name, bool is_old) const {
    const auto& names = is_old ? to_new_ : to_old_;
    const auto found = names.find(name);
    if (found == names.end()) return std::nullopt;
    return Found{is_old ? found->second : found->first, found->second};
  }

 private:
  std::map<std::string, std::string, std::less<>> to_new_;
  std::map<std::string, std::string, std::less<>> to_old_;
};

/// Names that are known in some texts only: of columns, which stand last in a dotted name, and of
/// tables that qualify columns.
struct LocalNames {
  NamePairs columns;
  NamePairs qualifiers;
};

/// Names as CatalogObject::name, texts as SQL: quotes make no difference to which name is meant.
class NameReplacement {
 public:
  /// Brackets of functions are left out of the names: they are called with other brackets.
  void add(std::string_view old_name, std::string_view new_name);
  /// Everything in a schema but what is known to stay there, or to have been in the new one: what
  /// an extension took along.
  struct Moved {
    std::string old_schema;
    std::string new_schema;
    std::set<std::string, std::less<>> staying;  ///< own names in the old schema
    std::set<std::string, std::less<>> waiting;  ///< own names in the new schema
  };
  void add_moved(Moved moved) { moved_.push_back(std::move(moved)); }
  [[nodiscard]] bool empty() const noexcept { return objects_.empty() && moved_.empty(); }

  /// Whether `now` is what `old` became by the renames and nothing else. A query goes on to call a
  /// renamed table and its output columns as before, by an alias. `local` may be null.
  [[nodiscard]] bool explains(std::string_view old, std::string_view now,
                              const LocalNames* local) const;
  /// The text with the new names, each marked: comparable only with another such text.
  [[nodiscard]] std::string renamed(std::string_view text, bool is_old,
                                    const LocalNames* local = nullptr) const;

 private:
  NamePairs objects_;
  std::vector<Moved> moved_;
};

}  // namespace plumbline::core
