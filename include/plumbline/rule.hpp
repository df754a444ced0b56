/// The rule catalogue: what Plumbline can find, how bad it is, and how to repair it.
/// `plumbline explain`, the README's table and the bindings' constants are generated from it.
#pragma once

#include <span>
#include <string_view>

namespace plumbline {

/// Ordered: a higher value is worse.
enum class Severity { info = 0, warning = 1, error = 2 };

/// "info", "warning" or "error".
std::string_view severity_name(Severity severity) noexcept;

/// One entry of the catalogue. Names are stable slugs, `family/rule`; behaviour of a rule is API.
struct Rule {
  std::string_view name;           ///< "plan/duplicate-revision"
  Severity severity;               ///< the default; plumbline.toml may change it
  std::string_view summary;        ///< one line, what is wrong
  std::string_view consequence;    ///< what goes wrong in production
  std::string_view remedy;         ///< how to repair it
  std::string_view source;         ///< the tool's behaviour or the document that the rule follows
  std::string_view failure_class;  ///< letter of the failure class, "" where none fits
};

/// The whole catalogue, sorted by name. Never changes; shared freely.
std::span<const Rule> rules() noexcept;

/// The rule of that name, or null.
const Rule* find_rule(std::string_view name) noexcept;

/// Whether `name` belongs to `pattern`: a family ("plan"), a rule ("plan/cycle") or a glob
/// ("plan/duplicate-*").
bool rule_matches(std::string_view pattern, std::string_view name);

}  // namespace plumbline
