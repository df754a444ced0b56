/// Schemas written as text, for tests: an object a line.
///
///   table public.customer | owner: app
///   column public.customer.id | type: bigint | not_null: true
///   index public.customer_id_idx | table: public.customer | columns: id
///   function public.f(integer) | result: integer
///
/// A part's table, view or domain is known by its name; columns get their positions in order.
#pragma once

#include <string_view>

#include "plumbline/schema.hpp"

namespace plumbline::testing {

Schema described_schema(std::string_view text, SchemaSource source = {.server_version = 150020});

}  // namespace plumbline::testing
