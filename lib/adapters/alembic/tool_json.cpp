/// Writes what conformance/alembic/README.md describes, so that our answers and the real tool's can
/// be compared text by text.
#include <algorithm>

#include "adapters/alembic/plans.hpp"
#include "adapters/alembic/questions.hpp"
#include "adapters/alembic/tree.hpp"
#include "core/json.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

using core::JsonWriter;

/// Paths of the tree as `$CASE`, as the documents spell them.
class Shown {
 public:
  explicit Shown(const std::string& root) : root_(system::real_path(root)) {}

  std::string operator()(std::string text) const {
    if (root_.size() < 2) return text;
    for (std::size_t at = text.find(root_); at != std::string::npos; at = text.find(root_, at + 5))
      text.replace(at, root_.size(), "$CASE");
    return text;
  }

  std::vector<std::string> operator()(std::vector<std::string> texts) const {
    for (std::string& text : texts) text = (*this)(std::move(text));
    return texts;
  }

 private:
  std::string root_;
};

std::vector<std::string> texts_of(const RevisionMap& map, const std::vector<Node>& nodes) {
  std::vector<std::string> ids;
  for (const Node n : nodes) ids.push_back(map.id(n));
  return ids;
}

/// Alembic's warnings until it has its graph, or stops.
std::vector<std::string> warnings_of(const Reading& reading) {
  std::vector<std::string> warnings = reading.configuration.warnings;
  std::size_t next = 0;
  const auto& loads = reading.loading.warnings;
  const std::size_t last_file =
      reading.failure == nullptr ? reading.loading.files.size() : reading.loaded_before_failure;
  const auto add_loads = [&](std::size_t until) {
    for (; next < loads.size() && loads[next].after <= until; ++next)
      warnings.push_back(loads[next].text);
  };
  std::vector<LoadWarning> duplicates;
  std::unordered_map<std::string_view, int> seen;
  for (std::size_t i = 0; i < reading.loaded_before_failure; ++i) {
    const std::string& id = reading.loaded[i]->id;
    if (++seen[id] == 1) continue;
    add_loads(i);
    warnings.push_back(system::format("Revision {} is present more than once", id));
  }
  add_loads(last_file);
  if (reading.failure == nullptr && reading.map) {
    for (const std::string& warning : reading.map->warnings()) {
      if (!warning.ends_with(" is present more than once")) warnings.push_back(warning);
    }
  }
  return warnings;
}

void write_items(JsonWriter& json, std::string_view name, const std::vector<RevisionItem>& items) {
  json.key(name).begin_array();
  for (const RevisionItem& item : items) {
    if (item.type == "int") {
      json.number(std::stoll(item.text));
    } else if (item.type == "NoneType") {
      json.null();
    } else {
      json.string(item.text);
    }
  }
  json.end_array();
}

void write_flag(JsonWriter& json, std::string_view name, bool is_known, bool value) {
  json.key(name);
  if (is_known) {
    json.boolean(value);
  } else {
    json.null();
  }
}

void write_revision(JsonWriter& json, const Reading& reading, std::size_t index, bool is_known) {
  const RevisionFile& file = *reading.loaded[index];
  const RevisionNode& node = reading.map->node(static_cast<Node>(index));
  json.begin_object();
  json.member("id", file.id);
  write_items(json, "down", file.down);
  write_items(json, "depends_on", file.depends_on);
  std::vector<std::string> labels;
  if (is_known) {
    labels = node.labels;
  } else {
    for (const RevisionItem& label : file.labels) labels.push_back(label.text);
    std::ranges::sort(labels);
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  }
  json.strings("labels", labels);
  json.member("doc", file.doc);
  json.member("file", file.file);
  write_flag(json, "is_head", is_known, node.next.empty());
  write_flag(json, "is_base", is_known, file.down.empty());
  write_flag(json, "is_branch_point", is_known, node.next.size() > 1);
  write_flag(json, "is_merge_point", is_known, file.down.size() > 1);
  const auto same_id = [&](const RevisionFile* other) { return other->id == file.id; };
  const auto end =
      reading.loaded.begin() + static_cast<std::ptrdiff_t>(reading.loaded_before_failure);
  const bool is_shadowed =
      node.is_shadowed &&
      std::find_if(reading.loaded.begin() + static_cast<std::ptrdiff_t>(index) + 1, end, same_id) !=
          end;
  if (is_shadowed) json.member("shadowed", true);
  json.end_object();
}

/// The steps, rows and statements of one question.
class Answers {
 public:
  Answers(const Reading& reading, const std::string& root) : reading_(reading), shown_(root) {
    error_ = graph_error(reading, is_uncaught_);
  }

  void write(JsonWriter& json, const AskedQuestion& query) {
    steps_.reset();
    table_.reset();
    has_sql_ = false;
    result_.reset();
    text_ = refused_first(query);
    if (text_) {
      warnings_ = reading_.configuration.warnings;
    } else {
      text_ = error_;
      warnings_ = warnings_of(reading_);
      add_early_warning(query);
      if (!text_) ask(query);
    }
    json.begin_object();
    json.key("query");
    write_query(json, query);
    write_steps(json);
    json.key("version_table");
    write_or_null(json, table_ ? std::optional(table_->rows) : std::nullopt);
    json.key("sql");
    write_or_null(json, table_ && has_sql_ ? std::optional(table_->sql) : std::nullopt);
    write_result(json);
    json.strings("warnings", shown_(warnings_));
    json.key("error");
    if (text_) {
      json.string(shown_(*text_));
    } else {
      json.null();
    }
    json.end_object();
  }

 private:
  /// What is refused before the files are read; the configuration is read first of all.
  std::optional<std::string> refused_first(const AskedQuestion& query) const {
    if (reading_.configuration.fault || reading_.loading.fault) return std::nullopt;
    const std::string op = query.text("op");
    if (op == "upgrade")
      return refused_unread(Question::upgrade, query.text("target"), query.texts("current"));
    if (op == "range") return refused_unread(Question::upgrade, query.text("to"), {});
    if (op != "downgrade") return std::nullopt;
    return refused_unread(Question::downgrade, query.text("target"), query.texts("current"));
  }

  void add_early_warning(const AskedQuestion& query) {
    const bool was_configured = !reading_.configuration.fault && !reading_.loading.fault;
    if (!was_configured || query.text("op") != "downgrade") return;
    const auto warning = warned_unread(query.text("target"), query.texts("current"));
    if (!warning) return;
    const auto place = static_cast<std::ptrdiff_t>(reading_.configuration.warnings.size());
    warnings_.insert(warnings_.begin() + place, *warning);
  }

  template <typename T>
  bool take(Outcome<T> outcome, T& value) {
    if (outcome.stopped) {
      text_ = outcome.stopped->text;
      return false;
    }
    value = std::move(outcome.value);
    return true;
  }

  void ask(const AskedQuestion& query) {
    const RevisionMap& map = *reading_.map;
    const std::string op = query.text("op");
    const std::string target = query.text("target");
    if (op == "resolve") {
      std::vector<std::optional<std::string>> names;
      if (take(resolve(map, target), names)) result_ = std::move(names);
    } else if (op == "range") {
      std::vector<Node> nodes;
      if (take(plan_range(map, query.text("from"), query.text("to")), nodes)) {
        result_.emplace();
        for (const Node n : nodes) result_->emplace_back(map.id(n));
      }
    } else {
      const Rows current = query.texts("current");
      std::vector<Step> steps;
      const bool is_planned = op == "upgrade" ? take(plan_upgrade(map, target, current), steps)
                              : op == "downgrade"
                                  ? take(plan_downgrade(map, target, current), steps)
                                  : take(plan_stamp(map, query.texts("target"), current), steps);
      if (!is_planned) return;
      follow(std::move(steps), current);
    }
  }

  void follow(std::vector<Step> steps, const Rows& current) {
    table_ = follow_steps(*reading_.map, steps, current);
    steps_ = std::move(steps);
    has_sql_ = !table_->stopped;
    if (table_->stopped) {
      text_ = table_->stopped->text;
      table_ = follow_steps(*reading_.map, {}, current);
    }
  }

  static void write_query(JsonWriter& json, const AskedQuestion& query) {
    json.begin_object();
    for (const QuestionMember& member : query.members) {
      json.key(member.name);
      if (member.is_list) {
        json.begin_array();
        for (const std::string& text : member.texts) json.string(text);
        json.end_array();
      } else if (member.texts.empty()) {
        json.null();
      } else {
        json.string(member.texts.front());
      }
    }
    json.end_object();
  }

  static void write_or_null(JsonWriter& json, const std::optional<std::vector<std::string>>& list) {
    if (!list) {
      json.null();
      return;
    }
    json.begin_array();
    for (const std::string& text : *list) json.string(text);
    json.end_array();
  }

  void write_steps(JsonWriter& json) const {
    json.key("steps");
    if (!steps_) {
      json.null();
      return;
    }
    json.begin_array();
    for (const Step& step : *steps_) {
      json.begin_object();
      json.member("op", step_name(step));
      json.strings("from", step.from);
      json.strings("to", step.to);
      json.member("log", step_log(step));
      json.end_object();
    }
    json.end_array();
  }

  void write_result(JsonWriter& json) const {
    json.key("result");
    if (!result_) {
      json.null();
      return;
    }
    json.begin_array();
    for (const std::optional<std::string>& name : *result_) {
      if (name) {
        json.string(*name);
      } else {
        json.null();
      }
    }
    json.end_array();
  }

  const Reading& reading_;
  Shown shown_;
  std::optional<std::string> error_;
  bool is_uncaught_ = false;
  std::optional<std::vector<Step>> steps_;
  std::optional<VersionTable> table_;
  bool has_sql_ = false;
  std::optional<std::vector<std::optional<std::string>>> result_;
  std::vector<std::string> warnings_;
  std::optional<std::string> text_;
};

}  // namespace

std::string write_tool_json(const Reading& reading, const std::string& root) {
  const Shown shown(root);
  bool is_uncaught = false;
  const std::optional<std::string> error = graph_error(reading, is_uncaught);
  JsonWriter json;
  json.begin_object();
  const bool has_graph = !error && reading.map;
  std::optional<Stopped> order_stopped;
  std::optional<std::vector<std::string>> order;
  if (has_graph) {
    auto range = plan_range(*reading.map, "base", "heads");
    order_stopped = std::move(range.stopped);
    if (!order_stopped) order = texts_of(*reading.map, range.value);
  }
  json.strings("heads", has_graph ? texts_of(*reading.map, reading.map->heads())
                                  : std::vector<std::string>());
  json.strings("bases", has_graph ? texts_of(*reading.map, reading.map->bases())
                                  : std::vector<std::string>());
  json.key("revisions").begin_array();
  if (reading.map) {
    for (std::size_t i = 0; i < reading.loaded_before_failure; ++i)
      write_revision(json, reading, i, has_graph);
  }
  json.end_array();
  json.key("order");
  if (order) {
    json.begin_array();
    for (const std::string& id : *order) json.string(id);
    json.end_array();
  } else {
    json.null();
  }
  json.strings("warnings", shown(warnings_of(reading)));
  json.key("error");
  if (error) {
    json.string(shown(*error));
  } else {
    json.null();
  }
  if (order_stopped) json.member("order_error", order_stopped->text);
  json.end_object();
  return std::move(json).finish();
}

std::string write_answers(const Reading& reading, const std::string& root,
                          std::string_view questions) {
  Answers answers(reading, root);
  JsonWriter json;
  json.begin_array();
  for (const AskedQuestion& query : read_questions(questions)) answers.write(json, query);
  json.end_array();
  return std::move(json).finish();
}

}  // namespace plumbline::adapters::alembic
