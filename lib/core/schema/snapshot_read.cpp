/// Reads plumbline.snapshot/1, described in snapshot.md.
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tao/pegtl/contrib/unescape.hpp>
#include <utility>
#include <vector>

#include "core/name_index.hpp"
#include "core/schema/builder.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/snapshot.hpp"
#include "core/schema/snapshot_grammar.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/version.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::core::snapshot {

namespace {

[[noreturn]] void refuse(std::string message) {
  throw Error(Status::format, "snapshot: " + std::move(message));
}

/// `text` in quotes, for a message.
std::string quoted(std::string_view text) {
  return '"' + system::escape_for_display(text, 200) + '"';
}

/// A JSON text: a view into the file where it has no escapes.
class TextReader {
 public:
  void add(std::string_view run) {
    if (is_whole_ && whole_.empty()) {
      whole_ = run;
    } else {
      pieces().append(run);
    }
  }
  /// What has been read, to be gone on with.
  std::string& pieces() {
    if (std::exchange(is_whole_, false)) pieces_.assign(whole_);
    return pieces_;
  }
  /// Lives as long as the file and this.
  std::string_view take() {
    const std::string_view text = is_whole_ ? whole_ : texts_.keep(pieces_);
    is_whole_ = true;
    whole_ = {};
    return text;
  }
  std::string_view keep(std::string_view text) { return texts_.keep(text); }

 private:
  bool is_whole_ = true;
  std::string_view whole_;
  std::string pieces_;
  TextArena texts_;
};

/// An object as far as its members were read.
struct ReadObject {
  const char* begin = nullptr;  // in the file
  std::optional<ObjectKind> kind;
  std::string_view schema;
  std::string_view name;
  std::string_view parent;  // a reference
  std::optional<int> position;
  std::vector<Property> properties;
  std::vector<std::string_view> dependencies;

  void clear(const char* at) {
    properties.clear();
    dependencies.clear();
    *this = {
        .begin = at, .properties = std::move(properties), .dependencies = std::move(dependencies)};
  }
};

/// What the actions fill. One root with its parts is kept until it ends, as its members may stand
/// in any order.
class State {
 public:
  explicit State(std::string_view file) : file_(file) {}

  int depth = 0;  // for `nested`
  TextReader texts;
  SchemaSource source;
  std::vector<Unchecked>* reasons = nullptr;
  std::string_view written_by;
  std::string_view fingerprint;
  std::string lines;  // of a value
  bool has_lines = false;

  [[nodiscard]] ReadObject& current() { return in_part_ ? parts_[part_count_ - 1] : root_; }
  void begin_root(const char* at) {
    root_.clear(at);
    part_count_ = 0;
  }
  void begin_part(const char* at) {
    if (part_count_ == parts_.size()) parts_.emplace_back();
    parts_[part_count_++].clear(at);
    in_part_ = true;
  }
  void end_part() { in_part_ = false; }
  void end_root();
  Schema finish() &&;

  [[noreturn]] void refuse_at(const char* at, const std::string& message) const;

 private:
  void require_complete(const ReadObject& object) const;
  void add_facts(SchemaBuilder::Id id, const ReadObject& object);
  struct Reference {
    SchemaBuilder::Id from;
    std::string_view to;
    bool is_parent;
    ObjectKind kind{};      // of `to`
    std::string_view name;  // the rest of it
  };
  using Names = std::array<NameIndex, object_kind_count>;
  static std::size_t index_of(ObjectKind kind) noexcept { return static_cast<std::size_t>(kind); }
  [[noreturn]] void refuse_reference(const Reference& reference) const;
  [[nodiscard]] Names referred_names();
  void resolve_references();
  void require_sound(const Schema& schema) const;

  std::string_view file_;
  ReadObject root_;
  std::vector<ReadObject> parts_;  // the first part_count_; the rest is kept for its memory
  std::size_t part_count_ = 0;
  bool in_part_ = false;
  std::vector<Reference> references_;
  SchemaBuilder builder_;
};

void State::refuse_at(const char* at, const std::string& message) const {
  const auto offset = static_cast<std::size_t>(at - file_.data());
  Position where = system::position_at(file_, offset, {});
  std::string text =
      system::format("snapshot, line {}, column {}: {}", where.line, where.column, message);
  throw Error(Status::format, {.message = std::move(text), .where = std::move(where)});
}

void State::require_complete(const ReadObject& object) const {
  if (!object.kind) refuse_at(object.begin, "an object without \"kind\"");
  if (object.name.empty()) refuse_at(object.begin, "an object without \"name\"");
  const bool should_be_part = &object != &root_;
  if (is_part(*object.kind) == should_be_part) return;
  refuse_at(object.begin,
            system::format("an object of kind \"{}\" is {} of another", kind_name(*object.kind),
                           should_be_part ? "no part" : "a part"));
}

void State::add_facts(SchemaBuilder::Id id, const ReadObject& object) {
  for (const Property& property : object.properties)
    builder_.set_saved(id, property.name, property.value);
  for (const std::string_view on : object.dependencies)
    references_.push_back({.from = id, .to = on, .is_parent = false});
}

void State::end_root() {
  require_complete(root_);
  const auto root = builder_.add_saved(*root_.kind, root_.schema, root_.name);
  add_facts(root, root_);
  if (!root_.parent.empty())
    references_.push_back({.from = root, .to = root_.parent, .is_parent = true});

  int last_position = 0;
  std::string name;
  for (std::size_t at = 0; at < part_count_; ++at) {
    const ReadObject& part = parts_[at];
    require_complete(part);
    name.assign(root_.name).append(1, '.').append(part.name);
    const auto id = builder_.add_saved(*part.kind, root_.schema, name);
    builder_.set_parent(id, root);
    add_facts(id, part);
    if (*part.kind != ObjectKind::column) continue;
    last_position = part.position.value_or(last_position + 1);
    if (last_position > std::numeric_limits<std::int16_t>::max())
      refuse_at(part.begin, "a column's position is out of range");
    builder_.set_position(id, last_position);
  }
}

void State::refuse_reference(const Reference& reference) const {
  refuse(system::format("{} {} refers to {}, which is not in it",
                        kind_name(builder_.kind(reference.from)),
                        quoted(builder_.name(reference.from)), quoted(reference.to)));
}

/// The ids of all objects of the kinds that are referred to, by name.
State::Names State::referred_names() {
  std::array<bool, object_kind_count> is_referred{};
  for (const Reference& reference : references_) is_referred[index_of(reference.kind)] = true;
  Names names;
  for (SchemaBuilder::Id id = 0; id < builder_.count(); ++id) {
    const ObjectKind kind = builder_.kind(id);
    if (!is_referred[index_of(kind)]) continue;
    const std::string_view name = builder_.name(id);
    names[index_of(kind)].try_emplace(
        source.relative ? texts.keep(absolute_name(kind, builder_.schema(id), name, true)) : name,
        id);
  }
  return names;
}

void State::resolve_references() {
  for (Reference& reference : references_) {
    const std::size_t blank = reference.to.find(' ');
    const std::optional<ObjectKind> kind = find_kind(reference.to.substr(0, blank));
    if (!kind || blank == std::string_view::npos) refuse_reference(reference);
    reference.kind = *kind;
    reference.name = reference.to.substr(blank + 1);
  }
  const Names names = referred_names();
  for (const Reference& reference : references_) {
    const auto found = names[index_of(reference.kind)].find(reference.name);
    if (!found) refuse_reference(reference);
    if (!reference.is_parent) {
      builder_.depend(reference.from, *found);
    } else if (is_part(reference.kind) || reference.kind == builder_.kind(reference.from)) {
      refuse(quoted(reference.to) + " can be no parent");
    } else {
      builder_.set_parent(reference.from, *found);
    }
  }
}

void State::require_sound(const Schema& schema) const {
  const CatalogObject* before = nullptr;
  for (const CatalogObject& object : schema.objects()) {
    if (before != nullptr && before->kind == object.kind && before->name == object.name &&
        before->schema == object.schema)
      refuse(system::format("{} {} occurs twice", kind_name(object.kind), quoted(object.name)));
    before = &object;
    for (std::size_t at = 1; at < object.properties.size(); ++at) {
      if (object.properties[at - 1].name == object.properties[at].name)
        refuse(system::format("property {} of {} {} occurs twice",
                              quoted(object.properties[at].name), kind_name(object.kind),
                              quoted(object.name)));
    }
  }
  const std::string content = schema.fingerprint().hex();
  if (content == fingerprint) return;
  const std::string writer =
      written_by.empty() || written_by == version
          ? std::string()
          : system::format(" (it was saved by version {})", quoted(written_by));
  throw Error(Status::format,
              {.message = system::format("snapshot: it is damaged or was edited: its fingerprint "
                                         "is {}, that of its objects {}{}",
                                         quoted(fingerprint), content, writer),
               .hint = "save it again from the database"});
}

Schema State::finish() && {
  resolve_references();
  Schema schema = std::move(builder_).finish_saved(std::move(source));
  require_sound(schema);
  return schema;
}

template <typename Input>
int to_number(const Input& in, const State& state) {
  int number = 0;
  const std::string_view digits(in.begin(), in.size());
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (problem != std::errc() || number < 0) state.refuse_at(in.begin(), "a number out of range");
  return number;
}

template <typename Rule>
struct action {};

// clang-format off
template <> struct action<plain> {
  template <typename Input> static void apply(const Input& in, State& state) { state.texts.add({in.begin(), in.size()}); }
};
template <> struct action<json::escaped_char> {
  template <typename Input> static void apply(const Input& in, State& state) {
    pegtl::unescape::unescape_c<json::escaped_char, '"', '\\', '/', '\b', '\f', '\n', '\r', '\t'>::apply(in, state.texts.pieces());
  }
};
template <> struct action<json::unicode> {
  template <typename Input> static bool apply(const Input& in, State& state) {
    std::string& text = state.texts.pieces();
    const std::size_t before = text.size();
    const bool is_valid = pegtl::unescape::unescape_j::apply(in, text);
    if (text.find('\0', before) != std::string::npos) state.refuse_at(in.begin(), "a NUL, which no text of PostgreSQL holds");
    return is_valid;
  }
};
template <> struct action<server_version> {
  template <typename Input> static void apply(const Input& in, State& state) { state.source.server_version = to_number(in, state); }
};
template <> struct action<position> {
  template <typename Input> static void apply(const Input& in, State& state) { state.current().position = to_number(in, state); }
};
template <> struct action<kind> {
  template <typename Input> static void apply(const Input& in, State& state) {
    const std::string_view kind_text = state.texts.take();
    state.current().kind = find_kind(kind_text);
    if (!state.current().kind) state.refuse_at(in.begin(), "unknown kind " + quoted(kind_text));
  }
};
template <> struct action<begin_root> {
  template <typename Input> static void apply(const Input& in, State& state) { state.begin_root(in.begin()); }
};
template <> struct action<begin_part> {
  template <typename Input> static void apply(const Input& in, State& state) { state.begin_part(in.begin()); }
};
template <> struct action<relative> {
  template <typename Input> static void apply(const Input& in, State& state) { state.source.relative = *in.begin() == 't'; }
};
template <> struct action<dependencies> {
  template <typename Input> static void apply(const Input& in, State& state) { state.source.with_dependencies = *in.begin() == 't'; }
};
template <> struct action<end_part>        { static void apply0(State& state) { state.end_part(); } };
template <> struct action<end_root>        { static void apply0(State& state) { state.end_root(); } };
template <> struct action<database>        { static void apply0(State& state) { state.source.database = state.texts.take(); } };
template <> struct action<digest>          { static void apply0(State& state) { state.source.digest = state.texts.take(); } };
template <> struct action<begin_left_out>  { static void apply0(State& state) { state.reasons = &state.source.left_out; } };
template <> struct action<begin_unchecked> { static void apply0(State& state) { state.reasons = &state.source.unchecked; } };
template <> struct action<begin_reason>    { static void apply0(State& state) { state.reasons->emplace_back(); } };
template <> struct action<what>            { static void apply0(State& state) { state.reasons->back().what = state.texts.take(); } };
template <> struct action<why>             { static void apply0(State& state) { state.reasons->back().why = state.texts.take(); } };
template <> struct action<name>            { static void apply0(State& state) { state.current().name = state.texts.take(); } };
template <> struct action<in_schema>       { static void apply0(State& state) { state.current().schema = state.texts.take(); } };
template <> struct action<parent>          { static void apply0(State& state) { state.current().parent = state.texts.take(); } };
template <> struct action<dependency>      { static void apply0(State& state) { state.current().dependencies.push_back(state.texts.take()); } };
template <> struct action<written_by>      { static void apply0(State& state) { state.written_by = state.texts.take(); } };
template <> struct action<fingerprint>     { static void apply0(State& state) { state.fingerprint = state.texts.take(); } };
template <> struct action<property_name>   { static void apply0(State& state) { state.current().properties.push_back({state.texts.take(), {}}); } };
template <> struct action<value_text>      { static void apply0(State& state) { state.current().properties.back().value = state.texts.take(); } };
template <> struct action<begin_lines>     { static void apply0(State& state) { state.lines.clear(); state.has_lines = false; } };
template <> struct action<value_lines>     { static void apply0(State& state) { state.current().properties.back().value = state.texts.keep(state.lines); } };
template <> struct action<line> {
  static void apply0(State& state) {
    if (std::exchange(state.has_lines, true)) state.lines += '\n';
    state.lines += state.texts.take();
  }
};
// clang-format on

struct Opening {
  int depth = 0;
  std::string_view format;
};

template <typename Rule>
struct opening_action {};

template <>
struct opening_action<format> {
  template <typename Input>
  static void apply(const Input& in, Opening& opening) {
    opening.format = std::string_view(in.begin() + 1, in.size() - 2);
  }
};

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy>;

void require_format(std::string_view file) {
  Opening found;
  Input in(file.data(), file.data() + file.size(), "");
  try {
    pegtl::parse<opening, opening_action, Control>(in, found);
  } catch (const pegtl::parse_error&) {
    found.format = {};
  }
  std::string_view number = found.format;
  const bool is_snapshot = number.starts_with(format_family);
  if (is_snapshot) number.remove_prefix(format_family.size());
  if (number == std::to_string(format_number)) return;
  if (!is_snapshot)
    refuse(found.format.empty()
               ? system::format("a JSON object with \"schema\": \"{}{}\" is expected",
                                format_family, format_number)
               : system::format("it is a {}; \"{}{}\" is expected", quoted(found.format),
                                format_family, format_number));
  throw Error(Status::format, {.message = system::format(
                                   "snapshot: it is {}, and this library (version {}) "
                                   "reads \"{}{}\"",
                                   quoted(found.format), version, format_family, format_number),
                               .hint = "update plumbline, or save the snapshot with this version"});
}

}  // namespace

}  // namespace plumbline::core::snapshot

namespace plumbline {

Schema load_snapshot(std::string_view json) {
  namespace snapshot = core::snapshot;
  constexpr std::uint64_t limit = Limits{}.max_snapshot_bytes;
  if (json.size() > limit)
    throw Error(Status::limit,
                system::format("snapshot: it is larger than {} MiB, the limit", limit >> 20));
  snapshot::require_format(json);
  snapshot::State state(json);
  snapshot::Input in(json.data(), json.data() + json.size(), "");
  try {
    snapshot::pegtl::parse<snapshot::document, snapshot::action, snapshot::Control>(in, state);
  } catch (const snapshot::pegtl::parse_error& problem) {
    state.refuse_at(json.data() + problem.positions().front().byte, std::string(problem.message()));
  }
  return std::move(state).finish();
}

}  // namespace plumbline
