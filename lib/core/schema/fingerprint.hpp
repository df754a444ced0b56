/// Fingerprints of schema.md.
#pragma once

#include "core/schema/state.hpp"

namespace plumbline::core {

/// Fills groups and all fingerprints. REQUIRES: objects, roots and children are in place.
void add_fingerprints(Schema::State& state);

Fingerprint fingerprint_of_part(const Schema::State& state, const CatalogObject& part);

}  // namespace plumbline::core
