#include "sql/visitor.hpp"

#include <algorithm>
#include <vector>

namespace plumbline::sql {

namespace {

std::vector<Visitor> sorted_visitors() {
  std::vector<Visitor> all;
  for (const std::span<const Visitor> family :
       {alter_visitors(), create_visitors(), object_visitors(), query_visitors(),
        session_visitors()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  std::ranges::sort(all, {}, &Visitor::node);
  return all;
}

}  // namespace

const Visitor* find_visitor(std::string_view node) noexcept {
  static const std::vector<Visitor> visitors = sorted_visitors();
  const auto found = std::ranges::lower_bound(visitors, node, {}, &Visitor::node);
  return found != visitors.end() && found->node == node ? &*found : nullptr;
}

}  // namespace plumbline::sql
