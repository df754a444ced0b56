#include "core/schema/diff_filter.hpp"

#include <algorithm>

#include "core/edit_distance.hpp"
#include "core/format.hpp"
#include "core/glob.hpp"
#include "core/schema/diff_one_sided.hpp"
#include "core/schema/kinds.hpp"
#include "plumbline/error.hpp"

namespace plumbline::core {

namespace {

/// The kind that was probably meant; "" when none is near.
std::string_view nearest_kind(std::string_view word) {
  constexpr std::size_t limit = 2;
  std::string_view nearest;
  std::size_t best = limit + 1;
  for (std::size_t at = 0; at < object_kind_count; ++at) {
    const std::string_view name = kind_name(static_cast<ObjectKind>(at));
    const std::size_t distance = edit_distance(word, name, limit);
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string suggestion(std::string_view word) {
  const std::string_view nearest = nearest_kind(word);
  return nearest.empty() ? "" : format("; did you mean \"{}\"?", nearest);
}

bool has_object(const Schema& schema, std::string_view name) {
  return std::ranges::any_of(schema.objects(),
                             [&](const CatalogObject& object) { return object.name == name; });
}

}  // namespace

DiffFilter::DiffFilter(const DiffOptions& options, const Schema& old, const Schema& now)
    : physical_(options.physical),
      without_owner_(options.without_owner),
      without_grants_(options.without_grants),
      without_comments_(options.without_comments) {
  for (const std::string& text : options.only) only_.push_back(parse(text, old, now));
  for (const std::string& text : options.skip) skip_.push_back(parse(text, old, now));
}

DiffFilter::Pattern DiffFilter::parse(std::string_view text, const Schema& old, const Schema& now) {
  if (text.empty()) throw Error(Status::argument, "an object pattern is empty");
  if (const std::optional<ObjectKind> kind = find_kind(text)) return {.kind = kind, .glob = {}};
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && text.find('"') > colon) {
    const std::string_view word = text.substr(0, colon);
    const std::optional<ObjectKind> kind = find_kind(word);
    if (!kind) {
      throw Error(Status::argument,
                  format("\"{}\": \"{}\" is no kind of object{}", text, word, suggestion(word)));
    }
    return {.kind = kind, .glob = std::string(text.substr(colon + 1))};
  }
  const bool is_plain_word = text.find_first_of(".*?\" ") == std::string_view::npos;
  if (is_plain_word && !has_object(old, text) && !has_object(now, text)) {
    throw Error(Status::argument, format("\"{}\" is neither a kind nor the name of an object{}",
                                         text, suggestion(text)));
  }
  return {.kind = std::nullopt, .glob = std::string(text)};
}

bool DiffFilter::Pattern::matches(const CatalogObject& object) const noexcept {
  if (kind && *kind != object.kind) return false;
  return glob.empty() || glob_matches(glob, object.name);
}

bool DiffFilter::any_matches(const std::vector<Pattern>& patterns, const Schema& schema,
                             const CatalogObject& object) {
  const auto matches = [](const std::vector<Pattern>& all, const CatalogObject& one) {
    return std::ranges::any_of(all, [&](const Pattern& pattern) { return pattern.matches(one); });
  };
  if (patterns.empty()) return false;
  if (matches(patterns, object)) return true;
  const CatalogObject* whole = whole_of(schema, object);
  return whole != nullptr && matches(patterns, *whole);
}

bool DiffFilter::wants(const Schema& schema, const CatalogObject& object) const {
  if (without_grants_ &&
      (object.kind == ObjectKind::default_privileges || object.kind == ObjectKind::parameter)) {
    return false;
  }
  if (!only_.empty() && !any_matches(only_, schema, object)) return false;
  return !any_matches(skip_, schema, object);
}

bool DiffFilter::wants_property(ObjectKind kind, std::string_view property) const noexcept {
  if (without_owner_ && property == "owner") return false;
  if (without_grants_ && property.starts_with("grant:")) return false;
  if (without_comments_ && (property == "comment" || property == "index_comment" ||
                            property.starts_with("attribute_comment:"))) {
    return false;
  }
  return physical_ || property_class(kind, property) != PropertyClass::physical;
}

}  // namespace plumbline::core
