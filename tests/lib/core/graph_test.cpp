#include "core/graph.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace plumbline::core;

TEST_CASE("cycles are the components that can reach themselves") {
  struct Row {
    const char* name;
    Adjacency edges;
    std::vector<std::vector<Node>> cycles;
  };
  const Row rows[] = {
      {"empty", {}, {}},
      {"line", {{}, {0}, {1}}, {}},
      {"diamond", {{}, {0}, {0}, {1, 2}}, {}},
      {"self loop", {{0}}, {{0}}},
      {"two beside a line", {{}, {2}, {1}, {0}}, {{1, 2}}},
      {"between merge points: a1=(a0,a3), a2=a1, a3=a2, a4=a3",
       {{}, {0, 3}, {1}, {2}, {3}},
       {{1, 2, 3}}},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name) { CHECK(find_cycles(row.edges) == row.cycles); }
  }
}

TEST_CASE("a cycle of 100,000 nodes is found without recursion") {
  constexpr Node count = 100'000;
  Adjacency edges;
  for (Node n = 0; n < count; ++n) {
    edges.add_node();
    edges.add_edge((n + 1) % count);
  }
  const auto cycles = find_cycles(edges);
  REQUIRE(cycles.size() == 1);
  CHECK(cycles[0].size() == edges.size());
}

TEST_CASE("parents come before children, the lowest index first") {
  CHECK(topological_order({{2}, {}, {1}, {0, 2}}) == std::vector<Node>{1, 2, 0, 3});
  CHECK(topological_order({{1}, {0}, {}}) == std::vector<Node>{2});
}

TEST_CASE("reversed edges stand in node order, and twice reversed they are the same") {
  const Adjacency edges{{}, {0}, {0}, {2, 1, 0}, {3, 3}};
  const std::vector<Node> wanted[] = {{1, 2, 3}, {3}, {3}, {4, 4}, {}};
  const Adjacency reversed = reverse_edges(edges);
  REQUIRE(reversed.size() == edges.size());
  for (Node n = 0; n < edges.size(); ++n) CHECK(std::ranges::equal(reversed[n], wanted[n]));
  const Adjacency again = reverse_edges(reversed);
  for (Node n = 0; n < edges.size(); ++n) {
    CHECK(again[n].size() == edges[n].size());
    CHECK(std::ranges::is_permutation(again[n], edges[n]));
  }
  CHECK(reverse_edges({}).size() == 0);
}

TEST_CASE("sixty diamonds in a row are walked once, not 2^60 times") {
  Adjacency edges{{}};
  for (int i = 0; i < 60; ++i) {
    const auto top = static_cast<Node>(edges.size() - 1);
    for (const auto& parents : std::vector<std::vector<Node>>{{top}, {top}, {top + 1, top + 2}})
      edges.add_node(parents);
  }
  const auto last = static_cast<Node>(edges.size() - 1);
  CHECK(std::ranges::count(reachable_from(edges, {last}), true) ==
        static_cast<std::ptrdiff_t>(edges.size()));
  CHECK(topological_order(edges).size() == edges.size());
}
