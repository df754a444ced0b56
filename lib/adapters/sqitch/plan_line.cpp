/// PEGTL's side of reading a line: actions into LineParts, and the walk over a name's ends.
#include "adapters/sqitch/plan_line.hpp"

#include "adapters/sqitch/grammar.hpp"
#include "adapters/sqitch/perl_text.hpp"

namespace plumbline::adapters::sqitch {

namespace {

namespace pegtl = tao::pegtl;

template <typename Rule>
struct LineAction : pegtl::nothing<Rule> {};

template <typename Input>
std::string_view view(const Input& in) {
  return {in.begin(), in.size()};
}

template <>
struct LineAction<grammar::change_operator> {
  template <typename Input>
  static void apply(const Input& in, LineParts& parts) {
    parts.change_operator = view(in);
  }
};

template <>
struct LineAction<grammar::dependency_text> {
  template <typename Input>
  static void apply(const Input& in, LineParts& parts) {
    parts.dependencies = view(in);
  }
};

template <>
struct LineAction<grammar::no_dependencies> {
  static void apply0(LineParts& parts) { parts.dependencies.reset(); }
};

template <>
struct LineAction<grammar::timestamp> {
  template <typename Input>
  static void apply(const Input& in, LineParts& parts) {
    parts.timestamp = view(in);
  }
};

template <>
struct LineAction<grammar::no_timestamp> {
  static void apply0(LineParts& parts) { parts.timestamp.reset(); }
};

template <>
struct LineAction<grammar::planner_name> {
  template <typename Input>
  static void apply(const Input& in, LineParts& parts) {
    parts.planner_name = view(in);
  }
};

template <>
struct LineAction<grammar::planner_email> {
  template <typename Input>
  static void apply(const Input& in, LineParts& parts) {
    parts.planner_email = view(in);
  }
};

/// A planner that was captured and then given up again leaves its texts behind: the end of a line
/// without one clears them.
template <>
struct LineAction<grammar::end> {
  template <typename Input>
  static void apply(const Input& in, LineParts& parts) {
    if (parts.planner_email &&
        parts.planner_email->data() + parts.planner_email->size() + 1 == in.begin())
      return;
    parts.planner_name.reset();
    parts.planner_email.reset();
  }
};

template <typename Rule>
struct PragmaAction : pegtl::nothing<Rule> {};

template <>
struct PragmaAction<grammar::pragma_name> {
  template <typename Input>
  static void apply(const Input& in, PragmaParts& parts) {
    parts.name = view(in);
  }
};

template <>
struct PragmaAction<grammar::pragma_value> {
  template <typename Input>
  static void apply(const Input& in, PragmaParts& parts) {
    parts.value = view(in);
  }
};

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*>;

/// `[^punct] ( [^blank =]*? [^punct blank] )?` for a run of characters that are neither blank nor
/// `=`.
bool is_pragma_name(std::string_view run) {
  return !is_punctuation(run.front()) && !is_punctuation(run.back());
}

}  // namespace

std::optional<LineParts> parse_line(std::string_view line) {
  Input in(line.data(), line.data() + line.size(), "");
  LineParts parts;
  if (!pegtl::parse<grammar::line, LineAction>(in, parts)) return std::nullopt;
  return parts;
}

std::optional<PragmaParts> parse_pragma(std::string_view line) {
  Input in(line.data(), line.data() + line.size(), "");
  PragmaParts parts;
  if (!pegtl::parse<grammar::pragma, PragmaAction>(in, parts)) return std::nullopt;
  if (parts.name.empty() || is_pragma_name(parts.name)) return parts;
  // The blank before it may be the name's first character, and then punctuation may follow.
  const std::string_view before(line.data(),
                                static_cast<std::size_t>(parts.name.data() - line.data()));
  const std::string_view without = drop_final_blanks(before);
  if (before.size() == without.size() || is_punctuation(parts.name.back())) return std::nullopt;
  return parts;
}

CutLine cut_note(std::string_view line) noexcept {
  const std::size_t hash = line.find('#');
  if (hash == std::string_view::npos) return {drop_final_blanks(line), std::nullopt};
  return {drop_final_blanks(line.substr(0, hash)), skip_blanks(line.substr(hash + 1))};
}

std::optional<std::string_view> comment_text(std::string_view line) noexcept {
  const std::string_view text = skip_blanks(line);
  if (text.empty()) return text;
  if (text.front() != '#' || text.size() == 1) return std::nullopt;
  return skip_blanks(text.substr(1));
}

std::string read_note(std::optional<std::string_view> note) {
  if (!note || !is_true(*note)) return std::string(note.value_or(""));
  const std::string_view trimmed = trim_space(*note);
  if (trimmed.find('\\') == std::string_view::npos) return std::string(trimmed);
  std::string text;
  text.reserve(trimmed.size());
  for (std::size_t i = 0; i < trimmed.size(); ++i) {
    const char next = trimmed[i] == '\\' && i + 1 < trimmed.size() ? trimmed[i + 1] : '\0';
    if (next == 'n' || next == 'r' || next == '\\') {
      text += next == 'n' ? '\n' : next == 'r' ? '\r' : '\\';
      ++i;
    } else {
      text += trimmed[i];
    }
  }
  return text;
}

bool find_timestamp(std::string_view line) noexcept {
  for (std::size_t at = 0; at + 20 <= line.size(); ++at) {
    if (timestamp_length(line.substr(at)) > 0) return true;
  }
  return false;
}

void NameContinuations::next() noexcept {
  if (!surveyed_) survey();
  do {
    const std::size_t before = ends_.length();
    ends_.give_back();
    note_less(ends_.length(), before);
  } while (ends_.length() > 0 && !can_go_on());
}

void NameContinuations::note_less(std::size_t from, std::size_t to) noexcept {
  if (last_less_ != 0) return;
  const std::size_t less = text_.substr(from, to - from).rfind('<');
  if (less != std::string_view::npos) last_less_ = from + less + 1;
}

void NameContinuations::survey() noexcept {
  surveyed_ = true;
  note_less(ends_.length(), ends_.reach());
  close_from_ = ends_.reach();
  next_close_ = text_.find(']', close_from_);
  const std::size_t less = text_.find('<', ends_.reach());
  if (less == std::string_view::npos || less == 0 || text_.back() != '>') return;
  const std::string_view before = text_.substr(0, less);
  planner_blank_ = less - 1;
  while (planner_blank_ > 0 &&
         (static_cast<unsigned char>(before[planner_blank_]) & 0xC0U) == 0x80U)
    --planner_blank_;
  const bool has_blank = blank_length(before.substr(planner_blank_)) == less - planner_blank_;
  const std::size_t greater = text_.find('>', less + 1);
  planner_behind_ = has_blank && greater == text_.size() - 1 && greater > less + 1;
}

bool NameContinuations::planner_fits(std::size_t at) const noexcept {
  return planner_behind_ && at >= last_less_ && at < planner_blank_;
}

bool NameContinuations::can_go_on() noexcept {
  const std::size_t at = ends_.length();
  while (close_from_ > at) {
    if (text_[--close_from_] == ']') next_close_ = close_from_;
  }
  const auto tail_fits = [&](std::size_t from) {
    return from == text_.size() || blank_length(text_.substr(from)) > 0 ||
           timestamp_length(text_.substr(from)) > 0 || planner_fits(from);
  };
  if (text_[at] == '[' && next_close_ != std::string_view::npos && next_close_ > at + 1 &&
      next_close_ != tried_close_ && tail_fits(next_close_ + 1)) {
    tried_close_ = next_close_;
    return true;
  }
  return tail_fits(at);
}

}  // namespace plumbline::adapters::sqitch
