/// The last step of SchemaBuilder: from drafts in the order of reading to a sorted, linked,
/// fingerprinted schema.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/schema/builder.hpp"
#include "core/schema/state.hpp"

namespace plumbline::core {

class SchemaAssembly {
 public:
  /// `leave_schemas_out`: of names and texts that are not relative yet.
  SchemaAssembly(SchemaBuilder& builder, SchemaSource source, bool leave_schemas_out);
  Schema take() &&;

 private:
  using Id = SchemaBuilder::Id;

  void drop_parts();
  void leave_own_schema_out();
  void sort_roots();
  void sort_parts();
  void place_objects();
  void place_properties();
  void link_children();
  void link_dependencies();

  SchemaBuilder& builder_;
  std::shared_ptr<Schema::State> state_ = std::make_shared<Schema::State>();
  std::vector<Id> order_;              // drafts in the order of objects
  std::size_t root_count_ = 0;         // of them, at the beginning
  std::vector<ObjectIndex> index_of_;  // by draft; no_object for a dropped one
};

}  // namespace plumbline::core
