#include "core/schema/assembly.hpp"

#include <algorithm>
#include <string_view>

#include "core/schema/fingerprint.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/relative.hpp"

namespace plumbline::core {

SchemaAssembly::SchemaAssembly(SchemaBuilder& builder, SchemaSource source, bool leave_schemas_out)
    : builder_(builder) {
  state_->source = std::move(source);
  state_->texts = std::move(builder.texts_);
  drop_parts();
  if (leave_schemas_out) leave_own_schema_out();
  sort_roots();
  sort_parts();
  place_objects();
  place_properties();
  builder_.properties_ = {};  // a third of the memory of a large schema, needed no longer
  link_children();
  link_dependencies();
}

Schema SchemaAssembly::take() && {
  add_fingerprints(*state_);
  return Schema(std::move(state_));
}

/// Once is enough: what has a parent is the parent of nothing.
void SchemaAssembly::drop_parts() {
  for (auto& draft : builder_.drafts_) {
    if (draft.parent != SchemaBuilder::none && builder_.drafts_[draft.parent].is_dropped)
      draft.is_dropped = true;
  }
}

/// Before sorting: schemas that are equal but for their names come to the same order.
void SchemaAssembly::leave_own_schema_out() {
  TextArena& texts = *state_->texts;
  for (auto& draft : builder_.drafts_) {
    if (draft.schema.empty() || draft.is_dropped) continue;
    const auto shorten = [&](std::string_view& text) {
      if (const auto shorter = without_schema(text, draft.schema)) text = texts.keep(*shorter);
    };
    shorten(draft.name);
    for (std::uint32_t at = draft.last_property; at != 0;
         at = builder_.properties_[at - 1].previous) {
      Property& property = builder_.properties_[at - 1].property;
      shorten(property.name);
      shorten(property.value);
      if (property.name != "config:search_path") continue;
      if (const auto shorter = path_without_schema(property.value, draft.schema))
        property.value = texts.keep(*shorter);
    }
  }
}

void SchemaAssembly::sort_roots() {
  const auto& drafts = builder_.drafts_;
  for (Id id = 0; id < drafts.size(); ++id) {
    if (!drafts[id].is_dropped && !is_part(drafts[id].kind)) order_.push_back(id);
  }
  std::ranges::sort(order_, [&](Id a, Id b) {
    const auto& left = drafts[a];
    const auto& right = drafts[b];
    if (left.kind != right.kind) return left.kind < right.kind;
    if (const int by_schema = left.schema.compare(right.schema); by_schema != 0)
      return by_schema < 0;
    return left.name < right.name;
  });
  root_count_ = order_.size();
  index_of_.assign(drafts.size(), no_object);
  for (ObjectIndex index = 0; index < order_.size(); ++index) index_of_[order_[index]] = index;
}

/// By kind, then by what they are parts of, then by name: as cheap as sorting numbers.
void SchemaAssembly::sort_parts() {
  const auto& drafts = builder_.drafts_;
  for (Id id = 0; id < drafts.size(); ++id) {
    if (!drafts[id].is_dropped && is_part(drafts[id].kind)) order_.push_back(id);
  }
  const auto parts = std::span(order_).subspan(root_count_);
  std::ranges::sort(parts, [&](Id a, Id b) {
    if (drafts[a].kind != drafts[b].kind) return drafts[a].kind < drafts[b].kind;
    const ObjectIndex left = index_of_[drafts[a].parent];
    const ObjectIndex right = index_of_[drafts[b].parent];
    if (left != right) return left < right;
    return drafts[a].name < drafts[b].name;
  });
  for (std::size_t at = root_count_; at < order_.size(); ++at)
    index_of_[order_[at]] = static_cast<ObjectIndex>(at);
}

void SchemaAssembly::place_objects() {
  state_->objects.reserve(order_.size());
  for (const Id id : order_) {
    const auto& draft = builder_.drafts_[id];
    CatalogObject object;
    object.kind = draft.kind;
    object.position = draft.position;
    object.parent = draft.parent == SchemaBuilder::none ? no_object : index_of_[draft.parent];
    object.schema = draft.schema;
    object.name = draft.name;
    state_->objects.push_back(object);
  }
}

void SchemaAssembly::place_properties() {
  const auto& drafts = builder_.drafts_;
  state_->properties.reserve(builder_.properties_.size());
  std::vector<std::size_t> firsts;
  firsts.reserve(order_.size() + 1);
  for (const Id id : order_) {
    firsts.push_back(state_->properties.size());
    for (std::uint32_t at = drafts[id].last_property; at != 0;
         at = builder_.properties_[at - 1].previous) {
      state_->properties.push_back(builder_.properties_[at - 1].property);
    }
    std::sort(state_->properties.begin() + static_cast<std::ptrdiff_t>(firsts.back()),
              state_->properties.end(),
              [](const Property& a, const Property& b) { return a.name < b.name; });
  }
  firsts.push_back(state_->properties.size());
  const std::span<const Property> all(state_->properties);
  for (std::size_t at = 0; at < order_.size(); ++at)
    state_->objects[at].properties = all.subspan(firsts[at], firsts[at + 1] - firsts[at]);
}

void SchemaAssembly::link_children() {
  std::vector<ObjectIndex> counts(root_count_ + 1, 0);
  for (std::size_t at = root_count_; at < order_.size(); ++at)
    ++counts[state_->objects[at].parent + 1];
  for (std::size_t root = 0; root < root_count_; ++root) counts[root + 1] += counts[root];
  state_->children.resize(order_.size() - root_count_);
  std::vector<ObjectIndex> next(counts.begin(), counts.end() - 1);
  for (std::size_t at = root_count_; at < order_.size(); ++at)
    state_->children[next[state_->objects[at].parent]++] = static_cast<ObjectIndex>(at);
  const std::span<const ObjectIndex> all(state_->children);
  for (std::size_t root = 0; root < root_count_; ++root)
    state_->objects[root].children = all.subspan(counts[root], counts[root + 1] - counts[root]);
}

void SchemaAssembly::link_dependencies() {
  std::vector<std::pair<ObjectIndex, ObjectIndex>> pairs;
  pairs.reserve(builder_.dependencies_.size());
  for (const auto& [from, to] : builder_.dependencies_) {
    const ObjectIndex object = index_of_[from];
    const ObjectIndex on = index_of_[to];
    if (object == no_object || on == no_object || object == on) continue;
    if (state_->objects[object].parent == on || state_->objects[on].parent == object) continue;
    pairs.emplace_back(object, on);
  }
  std::ranges::sort(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  state_->dependencies.reserve(pairs.size());
  for (const auto& [object, on] : pairs) state_->dependencies.push_back(on);
  const std::span<const ObjectIndex> all(state_->dependencies);
  for (std::size_t at = 0; at < pairs.size();) {
    std::size_t end = at;
    while (end < pairs.size() && pairs[end].first == pairs[at].first) ++end;
    state_->objects[pairs[at].first].dependencies = all.subspan(at, end - at);
    at = end;
  }
}

}  // namespace plumbline::core
