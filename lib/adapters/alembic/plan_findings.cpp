#include "adapters/alembic/plan_findings.hpp"

#include <algorithm>
#include <unordered_map>

#include "adapters/alembic/python_text.hpp"
#include "core/graph.hpp"
#include "core/name_index.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::size_t version_column_width = 32;  // VARCHAR(32) of alembic_version

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

class FaultFinder {
 public:
  FaultFinder(const Reading& reading, const Plan& plan)
      : reading_(reading), plan_(plan), winners_(reading.loading.files.size()) {
    const std::vector<RevisionFile>& files = reading.loading.files;
    for (std::uint32_t n = 0; n < files.size(); ++n) {
      if (!files[n].has_id()) continue;
      const auto [winner, is_new] = winners_.try_emplace(files[n].id, n);
      has_duplicates_ |= !is_new;
      winner = n;
    }
  }

  std::vector<Finding> run() {
    if (reading_.configuration.fault) config_fault(*reading_.configuration.fault);
    if (reading_.loading.fault) config_fault(*reading_.loading.fault);
    findings_.insert(findings_.end(), reading_.loading.findings.begin(),
                     reading_.loading.findings.end());
    for (const RevisionFile& file : reading_.loading.files) {
      failure(file);
      opaque(file);
      if (!file.has_id()) continue;
      parents(file);
      requirements(file);
      names(file);
      functions(file);
    }
    labels();
    if (has_duplicates_) duplicates();
    cycles();
    return std::move(findings_);
  }

 private:
  Finding& add(std::string_view rule, std::string message, Position where) {
    findings_.push_back(make_finding(rule, std::move(message), std::move(where)));
    return findings_.back();
  }

  Finding& add(std::string_view rule, std::string message, const RevisionFile& file,
               const SourcePoint& point) {
    Finding& finding = add(rule, std::move(message), position_in(file, point));
    finding.change = file.id;
    return finding;
  }

  void config_fault(const ConfigFault& fault) {
    Position where = fault.where;
    if (where.file.empty()) where.file = plan_.file;
    add("plan/syntax",
        system::format("\"{}\" stops every command of Alembic: {}", where.file,
                       first_line(fault.text)),
        where)
        .tool_says = tool_says("alembic heads", fault.text, fault.is_uncaught);
  }

  /// One finding a file that Alembic cannot load.
  void failure(const RevisionFile& file) {
    if (!file.failure) return;
    const LoadFailure& failure = *file.failure;
    const std::string& text = failure.text;
    if (text.starts_with("ImportError: Can't find Python file")) return;  // told while loading
    std::string_view rule = "plan/import-failure";
    std::string message;
    if (text.starts_with("SyntaxError")) {
      rule = "plan/syntax";
      message = system::format("\"{}\" is no Python that can be compiled: {}", file.file,
                               text.substr(std::min<std::size_t>(13, text.size())));
    } else if (text.starts_with("Self-loop")) {
      rule = "plan/cycle";
      message = system::format("revision \"{}\" names itself as its parent", file.id);
    } else if (text.starts_with("Dependency self-loop")) {
      rule = "plan/cycle";
      message = system::format("revision \"{}\" depends on itself", file.id);
    } else if (text.starts_with("Character(s)")) {
      rule = "plan/syntax";
      message = system::format("revision \"{}\" holds a character that Alembic uses as an operator",
                               file.id);
    } else if (text.starts_with("Could not determine")) {
      message = system::format("\"{}\" stands among the revisions and is none: it sets no revision",
                               file.file);
    } else {
      message = system::format("importing \"{}\" stops with {}", file.file, first_line(text));
    }
    Finding& finding = add(rule, std::move(message), file, failure.where);
    finding.tool_says = tool_says("alembic upgrade head", text, failure.is_uncaught);
  }

  void opaque(const RevisionFile& file) {
    for (const OpaqueFact& fact : file.opaque) {
      add("plan/opaque-revision",
          system::format("{} of \"{}\" cannot be known without running it: {}", fact.attribute,
                         file.file, fact.why),
          file, fact.where);
    }
  }

  [[nodiscard]] const RevisionFile* winner(const std::string& id) const {
    const auto found = winners_.find(id);
    return found ? &reading_.loading.files[*found] : nullptr;
  }

  [[nodiscard]] bool is_label(const std::string& text) const {
    return std::ranges::any_of(reading_.loading.files, [&](const RevisionFile& file) {
      return std::ranges::find(file.labels, text, &RevisionItem::text) != file.labels.end();
    });
  }

  /// Ids that begin with `text`: what the author may have meant.
  [[nodiscard]] std::vector<std::string_view> longer_ids(const std::string& text) const {
    std::vector<std::string_view> ids;
    if (text.size() < 3) return ids;
    for (const RevisionFile& file : reading_.loading.files) {
      if (file.has_id() && file.id.starts_with(text)) ids.push_back(file.id);
    }
    return ids;
  }

  void parents(const RevisionFile& file) {
    for (const RevisionItem& item : file.down) {
      if (item.type == "str" && winner(item.text) != nullptr) continue;
      if (item.type == "str" && item.text == file.id) continue;
      std::string message = system::format(
          "revision \"{}\" names the parent \"{}\", which no file has", file.id, item.text);
      if (item.type != "str") {
        message = system::format("revision \"{}\" names a parent that is no text but {}", file.id,
                                 item.type);
      } else if (is_label(item.text)) {
        message = system::format("revision \"{}\" names the parent \"{}\", which is a branch label",
                                 file.id, item.text);
      } else if (const auto ids = longer_ids(item.text); ids.size() == 1) {
        message +=
            system::format("; perhaps \"{}\" was meant, Alembic completes no parent", ids[0]);
      }
      Finding& finding = add("plan/unresolved-parent", std::move(message), file, item.where);
      finding.tool_says = parent_refusal(file, item);
    }
  }

  /// The warning and the exception that this parent gives.
  static ToolSays parent_refusal(const RevisionFile& file, const RevisionItem& item) {
    std::optional<Refusal> broken;
    const std::string shown = describe_revision(file, true, false, broken);
    if (broken) return tool_says("alembic heads", broken->text, true);
    return tool_says("alembic heads",
                     system::format("UserWarning: Revision {} referenced from {} is not present\n"
                                    "KeyError: {}",
                                    item.text, shown, python_repr(item.text)),
                     true);
  }

  void requirements(const RevisionFile& file) {
    for (const RevisionItem& item : file.depends_on) {
      if (item.type == "str" && (winner(item.text) != nullptr || is_label(item.text))) continue;
      add("plan/unknown-dependency",
          system::format(
              "revision \"{}\" depends on \"{}\", which is neither a revision nor a branch "
              "label",
              file.id, item.text),
          file, item.where)
          .tool_says =
          tool_says("alembic heads", system::format("KeyError: {}", python_repr(item.text)), true);
    }
  }

  void names(const RevisionFile& file) {
    // No more code points than bytes.
    if (file.id.size() > version_column_width &&
        system::count_code_points(file.id) > version_column_width) {
      Finding& finding = add(
          "plan/long-revision",
          system::format("revision \"{}\" has {} characters, the version table's column holds {}",
                         file.id, system::count_code_points(file.id), version_column_width),
          file, file.id_where);
      finding.sqlstate = "22001";
      finding.tool_says =
          ToolSays{"alembic upgrade head",
                   "psycopg2.errors.StringDataRightTruncation: value too long for type character "
                   "varying(32)",
                   1, 0};
    }
    if (file.id == "head" || file.id == "heads" || file.id == "base") {
      add("plan/ambiguous-name",
          system::format("revision \"{0}\" cannot be named: \"{0}\" is a symbol of Alembic's",
                         file.id),
          file, file.id_where);
    }
  }

  void functions(const RevisionFile& file) {
    if (file.upgrade != Presence::no || file.failure || winner(file.id) != &file) return;
    add("plan/missing-upgrade", system::format("revision \"{}\" has no upgrade()", file.id), file,
        file.id_where)
        .tool_says = tool_says("alembic upgrade head",
                               "AttributeError: " + missing_attribute(file, "upgrade"), true);
  }

  /// Labels share one name space with ids.
  void labels() {
    std::unordered_map<std::string_view, const RevisionFile*> holders;
    for (const RevisionFile& file : reading_.loading.files) {
      if (!file.has_id()) continue;
      for (const RevisionItem& label : file.labels) {
        const RevisionFile* other = winner(label.text);
        const auto [held, is_new] = holders.emplace(label.text, &file);
        if (other == nullptr && !is_new) other = held->second;
        if (other == nullptr) continue;
        Finding& finding =
            add("plan/ambiguous-name",
                system::format("branch label \"{}\" of revision \"{}\" is taken by revision \"{}\"",
                               label.text, file.id, other->id),
                file, label.where);
        finding.related.push_back({position_in(*other, other->id_where), "the other holder"});
        finding.tool_says =
            tool_says("alembic upgrade head",
                      system::format("Branch name '{}' in revision {} already used by revision {}",
                                     label.text, file.id, other->id),
                      false);
      }
    }
  }

  /// Lines of `alembic heads`, as Script.cmd_format writes them.
  std::string heads_output() const {
    std::string out;
    const RevisionMap& map = *reading_.map;
    for (const Node head : map.heads()) {
      const Node n = *map.find(map.id(head));
      const RevisionNode& node = map.node(n);
      out += "\n" + map.id(n);
      if (!node.labels.empty()) out += system::format(" ({})", system::join(node.labels, ", "));
      if (node.all_next.empty()) {
        out += " (head)";
      } else if (node.next.empty()) {
        out += " (effective head)";
      }
    }
    return out;
  }

  void duplicates() {
    for (const RevisionFile& file : reading_.loading.files) {
      if (!file.has_id()) continue;
      const RevisionFile& kept = *winner(file.id);
      if (&kept == &file) continue;
      Finding& finding =
          add("plan/duplicate-revision",
              system::format(
                  "revision \"{}\" is claimed by \"{}\" and \"{}\"; Alembic loads the latter "
                  "last and never runs the former",
                  file.id, file.file, kept.file),
              file, file.id_where);
      finding.related.push_back({position_in(kept, kept.id_where), "the file that Alembic runs"});
      const std::string warning =
          system::format("UserWarning: Revision {} is present more than once", file.id);
      bool is_uncaught = false;
      if (graph_error(reading_, is_uncaught)) {
        finding.tool_says = ToolSays{"alembic heads", warning, 1, 0};
      } else {
        finding.tool_says = ToolSays{"alembic heads", warning + heads_output(), 0, 0};
      }
    }
  }

  void cycles() {
    // The map's graph leaves out only edges that its other edges bring about.
    const bool is_map_whole = reading_.map && !reading_.map->refusal() && !reading_.failure;
    if (is_map_whole && !reading_.map->has_cycle()) return;
    std::vector<const RevisionFile*> files;
    files.reserve(reading_.loading.files.size());
    core::NameIndex numbers(reading_.loading.files.size());
    for (const RevisionFile& file : reading_.loading.files) {
      if (!file.has_id() || winner(file.id) != &file) continue;
      numbers.try_emplace(file.id, static_cast<Node>(files.size()));
      files.push_back(&file);
    }
    core::Adjacency edges;
    edges.reserve(files.size());
    for (Node n = 0; n < files.size(); ++n) {
      edges.add_node();
      for (const auto* items : {&files[n]->down, &files[n]->depends_on}) {
        for (const RevisionItem& item : *items) {
          const auto found = numbers.find(item.text);
          // A revision that names itself has its own finding.
          if (found && *found != n) edges.add_edge(*found);
        }
      }
    }
    for (const std::vector<Node>& cycle : core::find_cycles(edges)) one_cycle(files, cycle);
  }

  void one_cycle(const std::vector<const RevisionFile*>& files, const std::vector<Node>& cycle) {
    constexpr std::size_t most_named = 10;
    std::string named;
    for (std::size_t i = 0; i < std::min(cycle.size(), most_named); ++i)
      named += system::format("{}\"{}\"", i > 0 ? ", " : "", files[cycle[i]]->id);
    if (cycle.size() > most_named)
      named += system::format(" and {} more", cycle.size() - most_named);
    bool is_uncaught = false;
    const auto error = graph_error(reading_, is_uncaught);
    const RevisionFile& file = *files[cycle.front()];
    Finding& finding =
        add("plan/cycle",
            system::format("revisions {} depend on each other in a circle{}", named,
                           error ? ""
                                 : ", which Alembic does not notice: it runs them in an order that "
                                   "breaks one of these edges"),
            file, edge_into(file, files, cycle));
    if (error && reading_.map && reading_.map->refusal())
      finding.tool_says = tool_says("alembic upgrade head", *error, is_uncaught);
    for (const Node n : cycle) {
      if (&file != files[n])
        finding.related.push_back({position_in(*files[n], edge_into(*files[n], files, cycle)),
                                   system::format("revision \"{}\"", files[n]->id)});
      if (finding.related.size() == most_named) break;
    }
  }

  static SourcePoint edge_into(const RevisionFile& file,
                               const std::vector<const RevisionFile*>& files,
                               const std::vector<Node>& cycle) {
    for (const auto* items : {&file.down, &file.depends_on}) {
      for (const RevisionItem& item : *items) {
        for (const Node n : cycle) {
          if (files[n]->id == item.text) return item.where;
        }
      }
    }
    return file.down_where;
  }

  const Reading& reading_;
  const Plan& plan_;
  std::vector<Finding> findings_;
  core::NameIndex winners_;  // the file that was loaded last under each id, by its place
  bool has_duplicates_ = false;
};

}  // namespace

Position position_in(const RevisionFile& file, const SourcePoint& point) {
  Position where;
  where.file = file.file;
  where.line = point.line;
  where.column = point.column;
  where.offset = point.offset;
  return where;
}

ToolSays tool_says(std::string command, const std::string& text, bool is_uncaught) {
  return {std::move(command), is_uncaught ? text : "FAILED: " + text, is_uncaught ? 1 : 255, 0};
}

std::vector<Finding> find_faults(const Reading& reading, const Plan& plan) {
  return FaultFinder(reading, plan).run();
}

}  // namespace plumbline::adapters::alembic
