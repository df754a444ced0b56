/// Runs the strict grammar of messages.hpp over a refused line and puts what it found into words.
#include "adapters/sqitch/diagnose.hpp"

#include "adapters/sqitch/messages.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

namespace pegtl = tao::pegtl;

struct StrictParts {
  std::string_view name;
};

template <typename Rule>
struct StrictAction : pegtl::nothing<Rule> {};

template <>
struct StrictAction<grammar::name_run> {
  template <typename Input>
  static void apply(const Input& in, StrictParts& parts) {
    parts.name = {in.begin(), in.size()};
  }
};

std::string shown(std::string_view text) { return system::escape_for_display(text, 80); }

/// The first `[timestamp]` of the line, brackets included.
std::optional<Diagnosis::Brackets> find_brackets(std::string_view line) {
  for (std::size_t open = line.find('['); open != std::string_view::npos;
       open = line.find('[', open + 1)) {
    const std::string_view inside = skip_blanks(line.substr(open + 1));
    const std::size_t length = timestamp_length(inside);
    if (length == 0) continue;
    const std::string_view behind = skip_blanks(inside.substr(length));
    if (behind.starts_with(']'))
      return Diagnosis::Brackets{open, static_cast<std::size_t>(behind.data() - line.data())};
  }
  return std::nullopt;
}

Diagnosis of_brackets(std::string_view line, std::string_view name, Diagnosis::Brackets brackets) {
  const std::string_view inside =
      line.substr(brackets.open + 1, brackets.close - brackets.open - 1);
  return {.rule = "plan/bracketed-timestamp",
          .message = system::format(
              "timestamp \"{}\" of \"{}\" is in brackets, which sqitch takes for dependencies",
              shown(drop_final_blanks(skip_blanks(inside))), shown(name)),
          .offset = brackets.open,
          .name = std::string(name),
          .brackets = brackets};
}

Diagnosis of_name(std::string_view line, std::string_view name) {
  const std::size_t offset = static_cast<std::size_t>(name.data() - line.data());
  Diagnosis found{.rule = "plan/syntax",
                  .message = {},
                  .offset = offset,
                  .name = std::string(name),
                  .brackets = {}};
  if (is_punctuation(name.back())) {
    found.message = system::format("name \"{}\" ends in punctuation", shown(name));
    found.offset += name.size() - 1;
  } else {
    found.message = system::format(
        "name \"{}\" is none that sqitch takes: it ends in digits behind punctuation, "
        "or the rest of its line is not in sqitch's form",
        shown(name));
  }
  return found;
}

}  // namespace

Diagnosis diagnose_line(std::string_view line) {
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> in(
      line.data(), line.data() + line.size(), "");
  StrictParts parts;
  try {
    pegtl::parse<grammar::strict_line, StrictAction, grammar::Control>(in, parts);
  } catch (const pegtl::parse_error& error) {
    const std::size_t offset = error.positions().front().byte;
    if (!parts.name.empty()) {
      if (const auto brackets = find_brackets(line); brackets && brackets->open >= offset) {
        return of_brackets(line, parts.name, *brackets);
      }
      if (!is_name(parts.name)) return of_name(line, parts.name);
    }
    return {.rule = "plan/syntax",
            .message = parts.name.empty()
                           ? std::string(error.message())
                           : system::format("\"{}\": {}", shown(parts.name), error.message()),
            .offset = offset,
            .name = std::string(parts.name),
            .brackets = {}};
  }
  if (const auto brackets = find_brackets(line)) return of_brackets(line, parts.name, *brackets);
  return of_name(line, parts.name);
}

Diagnosis diagnose_timestamp(std::string_view line) {
  Diagnosis found{
      .rule = "plan/missing-timestamp", .message = {}, .offset = 0, .name = {}, .brackets = {}};
  const auto is_date_like = [](std::string_view word) {
    return word.size() >= 8 && word[0] >= '0' && word[0] <= '9' && word.find('-') == 4;
  };
  for (std::string_view rest = skip_blanks(line); !rest.empty(); rest = skip_blanks(rest)) {
    std::size_t length = 0;
    while (length < rest.size() && blank_length(rest.substr(length)) == 0) ++length;
    if (is_date_like(rest.substr(0, length)) && rest.data() != skip_blanks(line).data()) {
      found.message =
          system::format("\"{}\" is no timestamp in sqitch's form, YYYY-MM-DDTHH:MM:SSZ",
                         shown(rest.substr(0, length)));
      found.offset = static_cast<std::size_t>(rest.data() - line.data());
      return found;
    }
    rest.remove_prefix(length);
  }
  return found;
}

std::string describe_bad_dependency(std::string_view text) {
  if (timestamp_length(text) > 0)
    return system::format("\"{}\" is a timestamp in brackets, which sqitch takes for a dependency",
                          shown(text));
  if (text.ends_with(','))
    return system::format(
        "dependency \"{}\" ends in a comma: dependencies are separated by blanks alone",
        shown(text));
  return system::format(
      "\"{}\" is no dependency: it must be a change, @tag or change@tag, perhaps with a project "
      "and a colon in front",
      shown(text));
}

}  // namespace plumbline::adapters::sqitch
