/// A plan as a graph for Graphviz.
#include <algorithm>

#include "core/format.hpp"
#include "plumbline/render.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

/// A quoted ID of the DOT language: only the quote and a final backslash mean anything in it.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : system::escape_for_display(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string render_dot(const Plan& plan) {
  std::string out = core::format("digraph {} {{\n  rankdir=LR;\n  node [shape=box];\n",
                                 quoted(plan.name.empty() ? plan.tool : plan.name));
  for (const Change& change : plan.changes) {
    if (change.shadowed) continue;
    const bool is_head = std::ranges::find(plan.heads, change.id) != plan.heads.end();
    out += core::format("  {} [label={}{}];\n", quoted(change.id),
                        quoted(change_label(plan, change)), is_head ? ", style=bold" : "");
  }
  for (const Change& change : plan.changes) {
    if (change.shadowed) continue;
    for (const std::string& parent : change.parents)
      out += core::format("  {} -> {};\n", quoted(parent), quoted(change.id));
    for (const Reference& required : change.requirements) {
      if (required.target.empty()) continue;
      out +=
          core::format("  {} -> {} [style=dashed];\n", quoted(required.target), quoted(change.id));
    }
  }
  return out + "}\n";
}

}  // namespace plumbline
