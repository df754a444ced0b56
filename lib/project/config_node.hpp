/// Reading single values of plumbline.toml, with a refusal that names file, line and what was
/// probably meant. Used by the files that read its sections.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/edit_distance.hpp"
#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/toml.hpp"
#include "system/utf8.hpp"

namespace plumbline::project {

/// The name of `known` that is nearest to `name`, as the end of a message; "" when none is near.
template <typename Names>
std::string suggestion(std::string_view name, const Names& known) {
  constexpr std::size_t limit = 3;
  std::string_view best;
  std::size_t least = limit + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = core::edit_distance(name, candidate, limit);
    if (distance < least) best = candidate;
    least = std::min(least, distance);
  }
  return best.empty() ? std::string() : system::format("; \"{}\" is known", best);
}

/// The values of one file. Each call refuses what is not of the kind asked for.
class ConfigNodes {
 public:
  explicit ConfigNodes(const std::string& file) : file_(file) {}

  [[nodiscard]] Position position(const toml::source_region& region) const;
  /// Throws Error (configuration).
  [[noreturn]] void refuse(const toml::source_region& region, std::string_view message) const;

  template <typename Names>
  void require_known(const toml::table& table, const Names& known) const {
    for (const auto& [key, value] : table) {
      if (std::ranges::find(known, key.str()) != known.end()) continue;
      refuse(key.source(),
             system::format("key \"{}\" is not known{}", key.str(), suggestion(key.str(), known)));
    }
  }

  /// A text, not an empty one.
  [[nodiscard]] std::string text(const toml::node& node, std::string_view key) const;
  [[nodiscard]] bool flag(const toml::node& node, std::string_view key) const;
  /// A list of such texts.
  [[nodiscard]] std::vector<std::string> texts(const toml::node& node, std::string_view key) const;
  /// What is written [[key]].
  [[nodiscard]] std::vector<const toml::table*> tables(const toml::node& node,
                                                       std::string_view key) const;
  /// `what` is how a message calls the table: "suppression".
  [[nodiscard]] std::string required(const toml::table& table, std::string_view key,
                                     std::string_view what) const;

 private:
  std::string file_;
};

}  // namespace plumbline::project
