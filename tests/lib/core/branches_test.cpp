#include "core/branches.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace plumbline;
using namespace plumbline::core;

namespace {

struct Graph {
  std::vector<Change> changes;

  /// "b:a" or "d:b,c" or "a:", in order.
  explicit Graph(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      Change& change = changes.emplace_back();
      const std::size_t colon = line.find(':');
      change.id = line.substr(0, colon);
      for (std::size_t at = colon + 1; at < line.size();) {
        const std::size_t end = std::min(line.find(',', at), line.size());
        change.parents.push_back(line.substr(at, end - at));
        at = end + 1;
      }
    }
  }

  [[nodiscard]] std::vector<const Change*> all() const {
    std::vector<const Change*> list;
    for (const Change& change : changes) list.push_back(&change);
    return list;
  }
};

std::string shown(const Linearisation& line) {
  std::string out;
  for (const auto& move : line.moves) out += move.base->id + ">" + move.parent + " ";
  return out + "=" + line.tail + line.refusal;
}

}  // namespace

TEST_CASE("the branch of each head is put behind the heads before it") {
  struct Case {
    const char* name;
    std::vector<std::string> changes;
    std::set<std::string> applied;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {"two heads", {"a:", "b:a", "c:a"}, {}, "c>b =c"},
      {"a longer branch", {"a:", "b:a", "c:a", "d:c"}, {}, "c>b =d"},
      {"three heads", {"a:", "b:a", "c:a", "d:a"}, {}, "c>b d>c =d"},
      {"two beginnings", {"a:", "b:"}, {}, "b>a =b"},
      {"a branch of a branch", {"a:", "b:a", "c:b", "d:b"}, {}, "d>c =d"},
      {"one head", {"a:", "b:a"}, {}, "=b"},
      {"what is common is applied", {"a:", "b:a", "c:a"}, {"a", "b"}, "c>b =c"},
      {"the second branch is applied",
       {"a:", "b:a", "c:a"},
       {"a", "c"},
       "=brevision \"c\" is applied already, it cannot be put behind another"},
      {"a merge in the branch",
       {"a:", "b:a", "c:a", "d:a", "e:c,d"},
       {},
       "=bthe branch of \"d\" has more than one beginning"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    const Graph graph(row.changes);
    const LinearOrder order{
        .heads = heads_of(graph.all()),
        .is_applied = [&](const Change& change) { return row.applied.contains(change.id); }};
    CHECK(shown(linearise(graph.all(), order)) == row.expected);
  }
}

TEST_CASE("a branch that others depend on, or that has a name, stays") {
  Graph graph({"a:", "b:a", "c:a"});
  graph.changes[1].requirements.push_back({"c", "c", {}});
  LinearOrder order{.heads = heads_of(graph.all()),
                    .is_applied = [](const Change&) { return false; }};
  CHECK(linearise(graph.all(), order).refusal ==
        "revision \"b\" depends on the branch that would come behind it");
  graph.changes[1].requirements.clear();
  graph.changes[2].attributes.push_back({"branch_label", "billing", {}});
  CHECK(linearise(graph.all(), order).refusal ==
        "revision \"c\" has the branch label \"billing\": a named branch may be meant to stand by "
        "itself");
}

TEST_CASE("lines that begin at a parent which is not there have no head") {
  const Graph graph({"a:", "b:a", "c:gone", "d:c"});
  const std::vector<const Change*> heads = heads_of(graph.all());
  REQUIRE(heads.size() == 1);
  CHECK(heads[0]->id == "b");
}

TEST_CASE("only what a head does not share says whether its branch is applied") {
  const Graph graph({"a:", "b:a", "c:a"});
  const LinearOrder order{.heads = heads_of(graph.all()),
                          .is_applied = [](const Change& change) { return change.id != "b"; }};
  CHECK(has_applied_branch(graph.all(), order) == std::vector<bool>{false, true});
}
