/// Differences for people: by object, `-` missing, `+` unexpected, `~` changed; long values as the
/// lines that differ.
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "core/format.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"
#include "plumbline/render.hpp"
#include "report/line_diff.hpp"
#include "report/paint.hpp"
#include "report/schema_source.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::DiffLine;
using report::Ink;
using report::Paint;

constexpr std::size_t longest_short_value = 72;  // both values in one line
constexpr std::size_t context_lines = 2;
constexpr std::size_t most_lines = 40;  // of one value, unless verbose

std::string safe(std::string_view text) { return system::escape_for_display(text); }

/// A line of code: tabs are spaces, all else that moves the cursor is escaped.
std::string safe_line(std::string_view text) {
  std::string shown;
  while (true) {
    const std::size_t tab = text.find('\t');
    shown += safe(text.substr(0, tab));
    if (tab == std::string_view::npos) return shown;
    shown += "    ";
    text.remove_prefix(tab + 1);
  }
}

std::string shown_value(std::string_view value) { return value.empty() ? "none" : safe(value); }

std::string sign(DifferenceKind change, const Paint& paint) {
  if (change == DifferenceKind::missing) return paint(Ink::red, "-");
  if (change == DifferenceKind::unexpected) return paint(Ink::green, "+");
  return paint(Ink::yellow, "~");
}

/// What a difference is listed under: the table, view or domain of a part, else the object itself.
std::string_view heading_of(const Difference& one) {
  return core::is_part(one.kind) ? core::owner_name(one.object) : std::string_view(one.object);
}

/// Kinds whose parts are listed below them.
bool has_parts(ObjectKind kind) noexcept {
  return kind == ObjectKind::table || kind == ObjectKind::foreign_table ||
         kind == ObjectKind::view || kind == ObjectKind::materialized_view ||
         kind == ObjectKind::domain;
}

class DiffText {
 public:
  DiffText(const Diff& diff, const TextStyle& style) : style_(style), paint_(style.color) {
    add_source("old", diff.old_source, diff.old_fingerprint);
    add_source("new", diff.new_source, diff.new_fingerprint);
    std::vector<const Difference*> sorted = in_groups(diff.differences);
    for (std::size_t at = 0; at < sorted.size();) {
      std::size_t end = at + 1;
      while (end < sorted.size() && belongs_together(*sorted[at], *sorted[end])) ++end;
      add_group({sorted.begin() + static_cast<std::ptrdiff_t>(at),
                 sorted.begin() + static_cast<std::ptrdiff_t>(end)});
      at = end;
    }
    add_unchecked(diff.unchecked);
    add_summary(diff);
  }

  std::string take() && { return std::move(out_); }

 private:
  using Group = std::vector<const Difference*>;

  void add_source(std::string_view label, const SchemaSource& source,
                  const Fingerprint& fingerprint) {
    out_ += paint_(Ink::dim, core::format("{}: {}, fingerprint {}", label,
                                          safe(report::describe_source(source)),
                                          fingerprint.hex().substr(0, 12)));
    out_ += '\n';
  }

  /// Objects in the order of their kinds; parts with what they are parts of, behind the tables.
  static std::vector<const Difference*> in_groups(const std::vector<Difference>& differences) {
    std::vector<const Difference*> sorted;
    for (const Difference& one : differences) sorted.push_back(&one);
    const auto place = [](const Difference& one) {
      const bool is_relation = has_parts(one.kind) || core::is_part(one.kind);
      const ObjectKind kind = is_relation ? ObjectKind::table : one.kind;
      return std::tuple(kind, heading_of(one), one.kind, std::string_view(one.object));
    };
    std::ranges::stable_sort(
        sorted, [&](const Difference* a, const Difference* b) { return place(*a) < place(*b); });
    return sorted;
  }

  static bool belongs_together(const Difference& a, const Difference& b) {
    if (heading_of(a) != heading_of(b)) return false;
    const bool are_of_relation = (has_parts(a.kind) || core::is_part(a.kind)) &&
                                 (has_parts(b.kind) || core::is_part(b.kind));
    return are_of_relation || a.kind == b.kind;
  }

  void add_group(const Group& group) {
    const Difference& first = *group.front();
    const bool is_whole = !core::is_part(first.kind) && first.change != DifferenceKind::changed;
    if (is_whole) {
      // Lists of whole objects stand close together.
      if (!was_whole_) out_ += '\n';
      was_whole_ = true;
      for (const Difference* one : group) add_whole(*one, "", one->object);
      return;
    }
    was_whole_ = false;
    const std::string kind =
        core::is_part(first.kind) ? std::string() : std::string(kind_name(first.kind)) + " ";
    out_ += "\n" + kind + paint_(Ink::bold, safe(heading_of(first))) + "\n";
    for (const Difference* one : group) {
      if (one->change != DifferenceKind::changed) {
        add_whole(*one, "  ", core::own_identifier(one->object));
      } else {
        add_change(*one);
      }
    }
  }

  void add_whole(const Difference& one, std::string_view indent, std::string_view name) {
    out_ += core::format("{}{} {} {}", indent, sign(one.change, paint_), kind_name(one.kind),
                         safe(name));
    if (!one.rename_hint.empty()) {
      const std::string_view to = one.change == DifferenceKind::missing ? "to" : "from";
      out_ += paint_(Ink::dim, core::format("  (renamed {} {}?)", to, safe(one.rename_hint)));
    }
    out_ += '\n';
  }

  void add_change(const Difference& one) {
    const std::string part =
        core::is_part(one.kind)
            ? core::format("{} {}  ", kind_name(one.kind), safe(core::own_identifier(one.object)))
            : std::string();
    out_ += core::format("  {} {}{}:", sign(one.change, paint_), part,
                         paint_(Ink::cyan, safe(one.property)));
    const bool has_lines = one.old_value.find('\n') != std::string::npos ||
                           one.new_value.find('\n') != std::string::npos;
    if (has_lines || one.old_value.size() + one.new_value.size() > longest_short_value) {
      out_ += '\n';
      add_lines(one);
      return;
    }
    out_ += core::format(" {} {} {}\n", shown_value(one.old_value), paint_(Ink::dim, "→"),
                         shown_value(one.new_value));
  }

  /// The lines that differ, with some around them.
  void add_lines(const Difference& one) {
    const std::vector<DiffLine> lines = report::diff_lines(one.old_value, one.new_value);
    const auto is_near_change = [&](std::size_t at) {
      const std::size_t first = at - std::min(at, context_lines);
      const std::size_t end = std::min(lines.size(), at + context_lines + 1);
      return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(first),
                         lines.begin() + static_cast<std::ptrdiff_t>(end),
                         [](const DiffLine& line) { return line.side != DiffLine::Side::both; });
    };
    std::size_t shown = 0;
    bool is_gap = false;
    for (std::size_t at = 0; at < lines.size(); ++at) {
      if (!style_.verbose && shown == most_lines) {
        out_ += paint_(Ink::dim, "      … more with --verbose\n");
        return;
      }
      if (!is_near_change(at)) {
        is_gap = true;
        continue;
      }
      if (is_gap) out_ += paint_(Ink::dim, "      …\n");
      is_gap = false;
      ++shown;
      add_line(lines[at]);
    }
  }

  void add_line(const DiffLine& line) {
    const std::string text = safe_line(line.text);
    switch (line.side) {
      case DiffLine::Side::old:
        out_ += "      " + paint_(Ink::red, "- " + text) + "\n";
        break;
      case DiffLine::Side::now:
        out_ += "      " + paint_(Ink::green, "+ " + text) + "\n";
        break;
      case DiffLine::Side::both:
        out_ += "        " + text + "\n";
        break;
    }
  }

  void add_unchecked(const std::vector<Unchecked>& unchecked) {
    if (unchecked.empty()) return;
    out_ += "\n" + paint_(Ink::bold, "not compared") + "\n";
    for (const Unchecked& one : unchecked)
      out_ += core::format("  {}: {}\n", safe(one.what), safe(one.why));
  }

  void add_summary(const Diff& diff) {
    std::size_t counts[3] = {};
    for (const Difference& one : diff.differences)
      ++counts[static_cast<std::size_t>(one.change) - 1];
    out_ += "\n";
    if (diff.differences.empty()) {
      out_ += paint_(Ink::green, "no differences");
    } else {
      out_ += paint_(Ink::red, core::format("{} missing, {} unexpected, {} changed", counts[0],
                                            counts[1], counts[2]));
    }
    out_ += "\n";
  }

  const TextStyle& style_;
  Paint paint_;
  std::string out_;
  bool was_whole_ = false;
};

}  // namespace

std::string render_text(const Diff& diff, const TextStyle& style) {
  return DiffText(diff, style).take();
}

}  // namespace plumbline
