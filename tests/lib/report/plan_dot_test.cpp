#include <doctest/doctest.h>

#include "plumbline/render.hpp"

using plumbline::Change;
using plumbline::Plan;

TEST_CASE("a plan is drawn with its edges, dashed requirements and bold heads") {
  Plan plan;
  plan.tool = "alembic";
  Change base;
  base.id = "a1";
  base.name = "first \"table\"";
  Change head;
  head.id = "b2";
  head.parents = {"a1"};
  head.requirements = {{.text = "a1", .target = "a1", .where = {}},
                       {.text = "gone", .target = "", .where = {}}};
  Change shadowed = base;
  shadowed.shadowed = true;
  plan.changes = {base, head, shadowed};
  plan.heads = {"b2"};
  CHECK(render_dot(plan) ==
        "digraph \"alembic\" {\n"
        "  rankdir=LR;\n"
        "  node [shape=box];\n"
        "  \"a1\" [label=\"a1 first \\\"table\\\"\"];\n"
        "  \"b2\" [label=\"b2\", style=bold];\n"
        "  \"a1\" -> \"b2\";\n"
        "  \"a1\" -> \"b2\" [style=dashed];\n"
        "}\n");
}

TEST_CASE("control characters and backslashes of an id cannot leave their quotes") {
  Plan plan;
  plan.tool = "sqitch";
  Change change;
  change.id = "x\\\"];\n\x1b[31m";
  plan.changes = {change};
  const std::string dot = render_dot(plan);
  CHECK(dot.find('\x1b') == std::string::npos);
  CHECK(dot.find("x\\\\\\\"];") != std::string::npos);
}
