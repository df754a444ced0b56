/// ConfigParser._read and BasicInterpolation.
#include <algorithm>
#include <set>

#include "adapters/alembic/ini.hpp"
#include "adapters/alembic/ini_grammar.hpp"
#include "adapters/alembic/ini_messages.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr int max_interpolations = 10;
constexpr std::size_t max_value_bytes = 64 * 1024;  // a value that only interpolation makes long

/// What one line holds.
struct ParsedLine {
  enum class Kind { none, section, option } kind = Kind::none;
  std::string_view name;
  std::string_view value;
};

template <typename Rule>
struct action {};
template <>
struct action<ini::header> {
  template <typename Input>
  static void apply(const Input& in, ParsedLine& line) {
    line.name = in.string_view();
  }
};
template <>
struct action<ini::section> {
  static void apply0(ParsedLine& line) { line.kind = ParsedLine::Kind::section; }
};
template <>
struct action<ini::name> {
  template <typename Input>
  static void apply(const Input& in, ParsedLine& line) {
    line.name = in.string_view();
  }
};
template <>
struct action<ini::value> {
  template <typename Input>
  static void apply(const Input& in, ParsedLine& line) {
    line.value = in.string_view();
  }
};
template <>
struct action<ini::option> {
  static void apply0(ParsedLine& line) { line.kind = ParsedLine::Kind::option; }
};

ParsedLine parse_line(std::string_view text) {
  ParsedLine line;
  tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy> input(text.data(),
                                                                  text.data() + text.size(), "");
  if (!tao::pegtl::parse<ini::line, action>(input, line)) line.kind = ParsedLine::Kind::none;
  return line;
}

/// str.lower() for option names; beyond ASCII no key of Alembic's is concerned.
std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

const IniOption* find_in(const std::vector<IniOption>& options, std::string_view name) {
  const auto found = std::ranges::find(options, name, &IniOption::name);
  return found == options.end() ? nullptr : &*found;
}

}  // namespace

class IniReader {
 public:
  IniReader(std::string_view text, const std::string& file, const std::string& path,
            const std::string& here)
      : text_(text), file_(file), path_(path) {
    ini_.defaults_.push_back({"here", here, {}});
  }

  Ini run() {
    std::string_view rest = text_;
    while (!rest.empty() && !ini_.fault_) {
      ++line_;
      line_begin_ = static_cast<std::size_t>(rest.data() - text_.data());
      const std::string_view whole = rest;
      const std::string_view line = take_line(rest);
      // Python shows the line with its end translated.
      const bool has_end = whole.size() > line.size();
      read_line(line, has_end);
    }
    join_values();
    if (!ini_.fault_ && !errors_.empty()) {
      refuse(ini::parsing_errors(path_) + errors_, first_error_line_, 0);
    }
    return std::move(ini_);
  }

 private:
  void refuse(std::string text, int line, std::size_t column) {
    Position where;
    where.file = file_;
    where.line = line;
    where.column = static_cast<int>(column);
    where.offset = line_begin_;
    ini_.fault_ = ConfigFault{std::move(text), true, std::move(where)};
  }

  void read_line(std::string_view line, bool has_end) {
    const std::string_view value = python_strip(line);
    if (value.empty()) {
      if (options_ != nullptr && has_option_) options_->back().value += '\n';
      return;
    }
    if (value.front() == '#' || value.front() == ';') return;
    const auto indent = static_cast<std::size_t>(value.data() - line.data());
    if (options_ != nullptr && has_option_ && indent > indent_) {
      options_->back().value += '\n';
      options_->back().value += value;
      return;
    }
    indent_ = indent;
    const ParsedLine parsed = parse_line(value);
    const std::string shown = std::string(line) + (has_end ? "\n" : "");
    if (parsed.kind == ParsedLine::Kind::section) {
      begin_section(std::string(parsed.name));
    } else if (options_ == nullptr) {
      refuse(ini::missing_header(path_, line_, shown), line_, 1);
    } else if (parsed.kind == ParsedLine::Kind::option) {
      add_option(parsed, line);
    } else {
      if (errors_.empty()) first_error_line_ = line_;
      errors_ += ini::parsing_error_line(line_, shown);
    }
  }

  void begin_section(std::string name) {
    has_option_ = false;
    section_ = std::move(name);
    if (section_ == "DEFAULT") {
      options_ = &ini_.defaults_;
      return;
    }
    const auto [found, is_new] = ini_.sections_.try_emplace(section_);
    if (!is_new) refuse(ini::duplicate_section(path_, line_, section_), line_, 1);
    options_ = &found->second;
  }

  void add_option(const ParsedLine& parsed, std::string_view line) {
    const std::string name = lower(python_strip(parsed.name));
    const std::string_view value = python_strip(parsed.value);
    Position where;
    where.file = file_;
    where.line = line_;
    const auto column = static_cast<std::size_t>(value.data() - line.data());
    where.column = static_cast<int>(system::count_code_points(line.substr(0, column))) + 1;
    where.offset = line_begin_ + column;
    if (!added_.emplace(section_, name).second) {
      refuse(ini::duplicate_option(path_, line_, name, section_), line_,
             static_cast<std::size_t>(parsed.name.data() - line.data()) + 1);
      return;
    }
    has_option_ = true;
    // `here` stands in [DEFAULT] from the start; a later one replaces it where it stands.
    std::erase_if(*options_, [&](const IniOption& option) { return option.name == name; });
    options_->push_back({name, std::string(value), std::move(where)});
  }

  void join_values() {
    const auto trim_end = [](std::vector<IniOption>& options) {
      for (IniOption& option : options) {
        const std::size_t end = option.value.find_last_not_of(" \t\n\r\f\v");
        option.value.resize(end == std::string::npos ? 0 : end + 1);
      }
    };
    trim_end(ini_.defaults_);
    for (auto& [name, options] : ini_.sections_) trim_end(options);
  }

  std::string_view text_;
  const std::string& file_;
  const std::string& path_;
  Ini ini_;
  std::vector<IniOption>* options_ = nullptr;
  std::string section_;
  bool has_option_ = false;
  std::size_t indent_ = 0;
  int line_ = 0;
  std::size_t line_begin_ = 0;
  std::set<std::pair<std::string, std::string>> added_;
  std::string errors_;
  int first_error_line_ = 0;
};

Ini Ini::read(std::string_view text, const std::string& file, const std::string& path,
              const std::string& here) {
  const std::size_t invalid = system::find_invalid_utf8(text);
  if (invalid == std::string_view::npos) return IniReader(text, file, path, here).run();
  Ini ini;
  ini.fault_ = ConfigFault{
      system::format("UnicodeDecodeError: 'utf-8' codec can't decode byte 0x{:02x} in position {}",
                     static_cast<unsigned char>(text[invalid]), invalid),
      true, system::position_at(text, invalid, file)};
  return ini;
}

Ini Ini::without_file(const std::string& here) {
  Ini ini;
  ini.defaults_.push_back({"here", here, {}});
  ini.sections_["alembic"];
  return ini;
}

bool Ini::has_section(const std::string& section) const { return sections_.contains(section); }

const IniOption* Ini::find(const std::string& section, const std::string& name) const {
  const auto found = sections_.find(section);
  if (found == sections_.end()) return nullptr;
  if (const IniOption* option = find_in(found->second, name)) return option;
  return find_in(defaults_, name);
}

const std::vector<IniOption>& Ini::options(const std::string& section) const {
  static const std::vector<IniOption> none;
  const auto found = sections_.find(section);
  return found == sections_.end() ? none : found->second;
}

std::string Ini::get(const std::string& section, const std::string& name,
                     std::optional<ConfigFault>& fault) const {
  const IniOption* option = find(section, name);
  if (option == nullptr) return {};
  const auto refuse = [&](std::string text) {
    fault = ConfigFault{std::move(text), true, option->where};
    return std::string();
  };
  // What is still to be read, innermost last: BasicInterpolation's recursion, unrolled.
  std::vector<std::string_view> open = {option->value};
  std::string out;
  while (!open.empty()) {
    if (out.size() > max_value_bytes) return refuse(ini::too_deep(name, section, option->value));
    std::string_view& rest = open.back();
    const std::size_t percent = rest.find('%');
    out += rest.substr(0, percent);
    if (percent == std::string_view::npos) {
      open.pop_back();
      continue;
    }
    rest.remove_prefix(percent);
    if (rest.starts_with("%%")) {
      out.push_back('%');
      rest.remove_prefix(2);
      continue;
    }
    if (!rest.starts_with("%(")) return refuse(ini::lone_percent(rest));
    const std::size_t close = rest.find(')');
    if (close == std::string_view::npos || close == 2 || rest.substr(close, 2) != ")s")
      return refuse(ini::bad_reference(rest));
    const std::string variable = lower(rest.substr(2, close - 2));
    const IniOption* found = find(section, variable);
    if (found == nullptr)
      return refuse(ini::missing_variable(name, section, variable, option->value));
    rest.remove_prefix(close + 2);
    // Depth counts texts with a per cent sign of their own; one without is taken over as it is.
    if (found->value.find('%') == std::string::npos) {
      out += found->value;
    } else if (open.size() >= static_cast<std::size_t>(max_interpolations)) {
      return refuse(ini::too_deep(name, section, option->value));
    } else {
      open.push_back(found->value);
    }
  }
  return out;
}

}  // namespace plumbline::adapters::alembic
