#include "gate/classify/read_output.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "gate/classify/error_names.hpp"
#include "gate/classify/phrases.hpp"

namespace plumbline::gate {

namespace {

constexpr std::size_t read_at_each_end = 256 * std::size_t{1024};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

/// Takes `prefix` off.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

int number_at(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// How sure it is that a line holds the error; of equals the first counts, of exceptions the last,
/// as Python prints the one that ended the program behind those that led to it.
enum class Rank { none, text, exception, severity, phrase, sqlstate };

struct Candidate {
  Rank rank = Rank::none;
  Said said;
};

/// "psql:FILE:LINE: " at the start.
void take_psql_place(std::string_view& line, Said& said) {
  constexpr std::string_view program = "psql:";
  if (!line.starts_with(program)) return;
  const std::string_view rest = line.substr(program.size());
  for (std::size_t colon = rest.find(':'); colon != std::string_view::npos;
       colon = rest.find(':', colon + 1)) {
    const std::string_view behind = rest.substr(colon + 1);
    const std::size_t digits = std::min(behind.find_first_not_of("0123456789"), behind.size());
    if (digits == 0 || !behind.substr(digits).starts_with(": ")) continue;
    said.file = rest.substr(0, colon);
    said.line = number_at(behind);
    line = behind.substr(digits + 2);
    return;
  }
}

bool is_no_error(std::string_view severity) {
  constexpr std::array words = {"NOTICE", "WARNING", "INFO",  "LOG",  "DEBUG",     "DETAIL",
                                "HINT",   "CONTEXT", "QUERY", "LINE", "STATEMENT", "LOCATION"};
  return std::ranges::any_of(words, [&](std::string_view word) { return severity == word; });
}

/// `SEVERITY:  [SQLSTATE: ]message`, as psql and the server print it, in any language.
std::optional<Candidate> read_severity(std::string_view line, Said said) {
  for (const std::string_view word : {"ERROR:", "FATAL:", "PANIC:"}) {
    std::size_t at = line.find(word);
    // At the start or behind "psql: error: …: ", not within a word.
    if (at == std::string_view::npos || (at > 0 && line[at - 1] != ' ')) continue;
    std::string_view rest = trimmed(line.substr(at + word.size()));
    said.is_connection_lost = word != "ERROR:";
    if (rest.size() >= 5 && is_sqlstate(rest.substr(0, 5)) &&
        (rest.size() == 5 || rest.substr(5).starts_with(": "))) {
      said.sqlstate = rest.substr(0, 5);
      rest = trimmed(rest.substr(std::min<std::size_t>(rest.size(), 6)));
    }
    said.message = rest;
    return Candidate{.rank = said.sqlstate.empty() ? Rank::severity : Rank::sqlstate, .said = said};
  }
  // Another language: only where psql names a place, or a code stands there.
  const std::size_t end = line.find(":  ");
  if (end == std::string_view::npos || end == 0 || line.substr(0, end).find(' ') != line.npos)
    return std::nullopt;
  if (is_no_error(line.substr(0, end))) return std::nullopt;
  const std::string_view rest = line.substr(end + 3);
  if (rest.size() > 6 && is_sqlstate(rest.substr(0, 5)) && rest.substr(5).starts_with(": ")) {
    said.sqlstate = rest.substr(0, 5);
    said.message = trimmed(rest.substr(6));
    // 00000 and 01000 are notices and warnings.
    if (said.sqlstate.starts_with("00") || said.sqlstate.starts_with("01")) return std::nullopt;
    return Candidate{.rank = Rank::sqlstate, .said = said};
  }
  if (said.file.empty()) return std::nullopt;
  said.message = rest;
  return Candidate{.rank = Rank::text, .said = said};
}

/// sqlx: "[error: ]while executing migration 7: error returned from database: message[ at line 9]".
std::optional<Candidate> read_sqlx(std::string_view line, Said said) {
  constexpr std::string_view returned = "error returned from database: ";
  const std::size_t at = line.find(returned);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view message = line.substr(at + returned.size());
  // A line of PostgreSQL's own source, which helps nobody.
  const std::size_t place = message.rfind(" at line ");
  if (place != std::string_view::npos &&
      message.find_first_not_of("0123456789", place + 9) == std::string_view::npos) {
    message = message.substr(0, place);
  }
  constexpr std::string_view executing = "while executing migration ";
  if (const std::size_t change = line.find(executing); change != std::string_view::npos) {
    const std::string_view id = line.substr(change + executing.size());
    said.change = id.substr(0, id.find(':'));
  }
  said.message = message;
  return Candidate{.rank = Rank::severity, .said = said};
}

/// `module.Class: message` or `Class: message` at the start of a line, and SQLAlchemy's
/// `(module.Class) message` behind it.
std::optional<Candidate> read_exception(std::string_view line, Said said) {
  const auto name_end =
      static_cast<std::size_t>(std::ranges::find_if_not(line, is_name_byte) - line.begin());
  std::string_view qualified = line.substr(0, name_end);
  std::string_view rest = line.substr(name_end);
  if (qualified.empty() || (!rest.empty() && !take(rest, ": ") && rest != ":")) return std::nullopt;
  const std::string_view name = qualified.substr(qualified.rfind('.') + 1);  // npos + 1 is 0
  const bool is_class = !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
  const bool is_known = qualified.find('.') != std::string_view::npos || name.ends_with("Error") ||
                        name.ends_with("Exception") || name.ends_with("NoResultFound");
  if (!is_class || !is_known || name.ends_with("Warning")) return std::nullopt;
  said.exception = name;
  said.sqlstate = sqlstate_of_class(qualified);
  const auto inner = [&](std::string_view class_name) {
    const std::string found = sqlstate_of_class(class_name);
    if (!found.empty()) said.sqlstate = found;
    const std::string_view short_name = class_name.substr(class_name.rfind('.') + 1);
    if (!short_name.empty()) said.exception = short_name;
  };
  if (rest.starts_with('(')) {
    if (const std::size_t end = rest.find(") "); end != std::string_view::npos) {
      inner(rest.substr(1, end - 1));
      rest = rest.substr(end + 2);
    }
  }
  if (take(rest, "<class '")) {
    const std::size_t end = rest.find("'>: ");
    if (end != std::string_view::npos) {
      inner(rest.substr(0, end));
      rest = rest.substr(end + 4);
    }
  }
  for (const std::string_view word : {"FATAL:  ", "PANIC:  "}) {
    said.is_connection_lost = said.is_connection_lost || rest.find(word) != std::string_view::npos;
  }
  said.message = trimmed(rest);
  return Candidate{.rank = said.sqlstate.empty() ? Rank::exception : Rank::sqlstate, .said = said};
}

/// What the lines so far have told of where the tool is.
class Place {
 public:
  void read(std::string_view line) {
    read_running(line);
    read_sqitch(line);
    read_frame(line);
  }

  void give(Said& said) const {
    if (said.change.empty()) said.change = change_;
    if (!said.file.empty()) return;
    said.file = file_;
    said.line = line_;
  }

 private:
  /// Alembic: "Running upgrade 0022 -> 0023, notes" is about 0023, a downgrade about 0022.
  void read_running(std::string_view line) {
    constexpr std::string_view up = "Running upgrade ";
    constexpr std::string_view down = "Running downgrade ";
    constexpr std::string_view arrow = " -> ";
    const bool is_down = line.find(down) != std::string_view::npos;
    const std::string_view word = is_down ? down : up;
    const std::size_t at = line.find(word);
    if (at == std::string_view::npos) return;
    const std::string_view rest = line.substr(at + word.size());
    const std::size_t middle = rest.find(arrow);
    if (middle == std::string_view::npos) return;
    if (is_down) {
      change_ = trimmed(rest.substr(0, middle));
    } else {
      const std::string_view behind = rest.substr(middle + arrow.size());
      change_ = trimmed(behind.substr(0, behind.find(',')));
    }
  }

  /// sqitch: "  + orders .. " or "  - orders @v1 ..".
  void read_sqitch(std::string_view line) {
    if (!take(line, "  + ") && !take(line, "  - ")) return;
    const std::size_t end = line.find(' ');
    if (end == std::string_view::npos || line.find(" ..") == std::string_view::npos) return;
    change_ = line.substr(0, end);
  }

  /// Python: the innermost line of a migration in a traceback.
  void read_frame(std::string_view line) {
    line = trimmed(line);
    if (!take(line, "File \"")) return;
    const std::size_t end = line.find('"');
    if (end == std::string_view::npos) return;
    const std::string_view file = line.substr(0, end);
    std::string_view rest = line.substr(end + 1);
    if (!take(rest, ", line ")) return;
    const bool is_migration = file.find("/versions/") != std::string_view::npos ||
                              file.starts_with("versions/") || rest.ends_with(", in upgrade") ||
                              rest.ends_with(", in downgrade");
    // The library's own command.py has functions of these names.
    if (!is_migration || file.find("/alembic/command.py") != std::string_view::npos) return;
    file_ = file;
    line_ = number_at(rest);
  }

  std::string change_;
  std::string file_;
  int line_ = 0;
};

void add_phrase(Candidate& candidate, const Phrase& phrase) {
  Said& said = candidate.said;
  candidate.rank = std::max(candidate.rank, Rank::phrase);
  if (said.sqlstate.empty()) said.sqlstate = phrase.sqlstate;
  said.failure_class = phrase.failure_class;
  said.object = phrase.object;
}

/// The line as an error, as far as its form or its words show it to be one.
std::optional<Candidate> read_line(std::string_view line, const Place& place) {
  Candidate candidate;
  std::string_view rest = line;
  take_psql_place(rest, candidate.said);
  std::optional<Candidate> found = read_sqlx(rest, candidate.said);
  if (!found) found = read_severity(rest, candidate.said);
  if (!found) found = read_exception(line, candidate.said);
  const bool has_form = found.has_value();
  // An exception of Python's own may use PostgreSQL's words, as in a division by zero.
  const bool is_python = has_form && !found->said.exception.empty() &&
                         line.substr(0, line.find(':')).find('.') == std::string_view::npos;
  if (!found) {
    found = candidate;
    found->said.message = trimmed(rest);
  }
  const std::string message = found->said.message;
  if (const auto phrase = find_tool_phrase(has_form ? std::string_view(message) : line)) {
    if (found->rank < Rank::sqlstate) add_phrase(*found, *phrase);
  } else if (const auto server =
                 has_form && !is_python ? find_server_phrase(message) : std::nullopt) {
    add_phrase(*found, *server);
  }
  if (const std::string_view code = named_sqlstate(line); !code.empty()) {
    found->said.sqlstate = code;
    found->rank = Rank::sqlstate;
  }
  if (found->rank == Rank::none) return std::nullopt;
  // What follows from an error before.
  if (found->said.sqlstate == "25P02") found->rank = Rank::text;
  place.give(found->said);
  return found;
}

/// Lines that only repeat or frame what was said.
bool is_remark(std::string_view line) {
  for (const std::string_view prefix :
       {"NOTICE:", "WARNING:", "INFO", "DEBUG", "HINT:", "DETAIL:", "CONTEXT:", "Traceback ",
        "(Background on this error", "exit ", "[SQL:", "  "}) {
    if (line.starts_with(prefix)) return true;
  }
  return trimmed(line).empty();
}

/// The last line that may say something, where none has the form of an error.
Candidate plain_error(std::string_view output) {
  Candidate last;
  Place place;
  while (!output.empty()) {
    const std::size_t end = output.find('\n');
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    place.read(line);
    if (is_remark(line)) continue;
    Candidate candidate{.rank = Rank::text, .said = {}};
    candidate.said.message = trimmed(line);
    place.give(candidate.said);
    if (const auto phrase = find_server_phrase(line)) {
      add_phrase(candidate, *phrase);
      return candidate;
    }
    last = candidate;
  }
  return last;
}

std::string statement_behind(std::string_view output) {
  for (const std::string_view word : {"[SQL: ", "Command was: ", "STATEMENT:  "}) {
    const std::size_t at = output.find(word);
    if (at == std::string_view::npos) continue;
    constexpr std::size_t enough = 200;
    const std::string_view sql = output.substr(at + word.size(), enough);
    return std::string(sql.substr(std::min(sql.find_first_not_of(" \n\t"), sql.size())));
  }
  return {};
}

/// tool words around what was said.
void strip_message(std::string& message) {
  for (const std::string_view prefix : {"error: ", "FAILED: ", "ERROR [alembic.util.messaging] "}) {
    if (message.starts_with(prefix)) message.erase(0, prefix.size());
  }
  if (const std::size_t at = message.find(": UserWarning: "); at != std::string::npos) {
    message.erase(0, at + 2);
  }
}

Candidate best_in(std::string_view output) {
  Candidate best;
  Place place;
  while (!output.empty()) {
    const std::size_t end = output.find('\n');
    const std::string_view line = output.substr(0, std::min(end, output.size()));
    output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    place.read(line);
    std::optional<Candidate> candidate = read_line(line, place);
    if (!candidate) continue;
    const bool is_better = candidate->rank > best.rank ||
                           (candidate->rank == Rank::exception && best.rank == Rank::exception);
    if (is_better) {
      best = std::move(*candidate);
    } else if (candidate->said.exception == best.said.exception &&
               candidate->said.message == best.said.message && best.said.file.empty()) {
      // The same error, told again behind the traceback that names the migration.
      best.said.file = candidate->said.file;
      best.said.line = candidate->said.line;
    }
  }
  return best;
}

}  // namespace

Said read_output(std::string_view output, std::string_view sqlstate) {
  std::string shortened;
  if (output.size() > 2 * read_at_each_end) {
    shortened = output.substr(0, read_at_each_end);
    shortened += '\n';
    shortened += output.substr(output.size() - read_at_each_end);
    output = shortened;
  }
  Candidate best = best_in(output);
  if (best.rank <= Rank::text) {
    Candidate plain = plain_error(output);
    if (plain.rank > best.rank) best = std::move(plain);
  }
  Said said = std::move(best.said);
  if (!sqlstate.empty()) {
    // Words that say it differently are about something else.
    if (said.sqlstate != sqlstate) said.failure_class.clear();
    said.sqlstate = sqlstate;
  }
  strip_message(said.message);
  said.statement = statement_behind(output);
  return said;
}

}  // namespace plumbline::gate
