/// PEGTL's own analysis: no rule can loop without taking anything.
#include <doctest/doctest.h>

#include <tao/pegtl/contrib/analyze.hpp>

#include "adapters/alembic/ini_grammar.hpp"
#include "adapters/alembic/python_grammar.hpp"
#include "adapters/alembic/render/grammar.hpp"

namespace plumbline::adapters::alembic {

TEST_CASE("the grammars make progress") {
  CHECK(tao::pegtl::analyze<ini::line>() == 0);
  CHECK(tao::pegtl::analyze<python::right_side>() == 0);
  CHECK(tao::pegtl::analyze<render::grammar::simple>() == 0);
  CHECK(tao::pegtl::analyze<render::grammar::each>() == 0);
  CHECK(tao::pegtl::analyze<render::grammar::with_items>() == 0);
  CHECK(tao::pegtl::analyze<render::grammar::signature>() == 0);
  CHECK(tao::pegtl::analyze<render::grammar::bases>() == 0);
}

}  // namespace plumbline::adapters::alembic
