/// What a Schema shares between its copies.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/schema/text_arena.hpp"
#include "plumbline/schema.hpp"

namespace plumbline {

struct Schema::State {
  SchemaSource source;
  std::unique_ptr<core::TextArena> texts;  ///< what all views below look into
  std::vector<CatalogObject> objects;
  std::vector<Property> properties;
  std::vector<ObjectIndex> children;
  std::vector<ObjectIndex> dependencies;
  std::vector<Fingerprint> root_fingerprints;
  std::vector<ObjectGroup> groups;  ///< sorted by kind and schema
  std::map<std::string_view, Fingerprint> schema_fingerprints;
  Fingerprint fingerprint;
};

}  // namespace plumbline
