/// Object identifiers of the catalog, and which object of the schema each one became.
#pragma once

#include <cstdint>
#include <vector>

#include "core/schema/builder.hpp"

namespace plumbline::postgres {

using Oid = std::uint32_t;
using Id = core::SchemaBuilder::Id;
inline constexpr Id no_id = core::SchemaBuilder::none;

/// The catalogs that addresses speak of (their own oids are fixed: src/include/catalog/pg_*.h).
namespace catalogs {
inline constexpr Oid type = 1247, function = 1255, relation = 1259, role = 1260, tablespace = 1213,
                     database = 1262, foreign_server = 1417, user_mapping = 1418,
                     foreign_data_wrapper = 2328, access_method = 2601, operator_class = 2616,
                     operator_ = 2617, constraint = 2606, cast = 2605, conversion = 2607,
                     language = 2612, large_object = 2613, schema = 2615, rule = 2618,
                     trigger = 2620, attribute_default = 2604, operator_family = 2753,
                     extension = 3079, policy = 3256, statistics = 3381, collation = 3456,
                     event_trigger = 3466, transform = 3576, text_search_dictionary = 3600,
                     text_search_parser = 3601, text_search_configuration = 3602,
                     text_search_template = 3764, publication = 6104, subscription = 6100,
                     operator_member = 2602, function_member = 2603, publication_relation = 6106,
                     publication_schema = 6237, parameter = 6243, default_privileges = 826;
}  // namespace catalogs

/// From (catalog, oid) to a number. Open addressing: a large database has a quarter of a million.
class OidMap {
 public:
  static constexpr std::uint32_t absent = static_cast<std::uint32_t>(-1);

  void set(Oid catalog, Oid oid, std::uint32_t value);
  [[nodiscard]] std::uint32_t find(Oid catalog, Oid oid) const noexcept;  ///< `absent` when unknown
  [[nodiscard]] bool contains(Oid catalog, Oid oid) const noexcept {
    return find(catalog, oid) != absent;
  }

 private:
  struct Slot {
    Oid catalog = 0;  // 0 = free
    Oid oid = 0;
    std::uint32_t value = 0;
  };
  [[nodiscard]] std::size_t place(Oid catalog, Oid oid) const noexcept;
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace plumbline::postgres
