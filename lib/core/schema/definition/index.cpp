/// CREATE INDEX and CREATE STATISTICS, as pg_get_indexdef and pg_get_statisticsobjdef.
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

std::string index_definition(const Subject& index) {
  const CatalogObject* const table = index.parent();
  const bool is_partitioned = table != nullptr && table->has("partition_key");
  Sql text(index.has("unique") ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
  text.add(index.own_name())
      .add(is_partitioned ? " ON ONLY " : " ON ")
      .add(index.parent_name())
      .add(" USING ")
      .add(index.value("method"))
      .add(" (")
      .add(index.value("columns"))
      .add(")")
      .clause(" INCLUDE (", index.value("include"), ")")
      .add_if(index.has("nulls_not_distinct"), " NULLS NOT DISTINCT")
      .clause(" WITH (", index.value("options"), ")")
      .clause(" WHERE ", index.value("predicate"));
  return std::move(text).take();
}

std::string statistics_definition(const Subject& statistics) {
  Sql text("CREATE STATISTICS ");
  text.add(statistics.name())
      .clause(" (", statistics.value("kinds"), ")")
      .clause(" ON ", statistics.value("columns"))
      .clause(" FROM ", statistics.value("table"));
  return std::move(text).take();
}

}  // namespace plumbline::core
