/// `only` and `skip` of a comparison, and the properties that it is told to leave out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/diff.hpp"

namespace plumbline::core {

class DiffFilter {
 public:
  /// Throws Error (argument): a kind that is none, an empty pattern, or a plain word that is
  /// neither a kind nor an object of one of the schemas, which a misspelt kind would be.
  DiffFilter(const DiffOptions& options, const Schema& old, const Schema& now);

  [[nodiscard]] bool wants(const Schema& schema, const CatalogObject& object) const;
  [[nodiscard]] bool wants_property(ObjectKind kind, std::string_view property) const noexcept;

 private:
  struct Pattern {
    std::optional<ObjectKind> kind;
    std::string glob;  ///< "" = any name

    [[nodiscard]] bool matches(const CatalogObject& object) const noexcept;
  };
  static Pattern parse(std::string_view text, const Schema& old, const Schema& now);
  static bool any_matches(const std::vector<Pattern>& patterns, const Schema& schema,
                          const CatalogObject& object);

  std::vector<Pattern> only_;
  std::vector<Pattern> skip_;
  bool physical_;
  bool without_owner_;
  bool without_grants_;
  bool without_comments_;
};

}  // namespace plumbline::core
