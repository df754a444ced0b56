#include "postgres/catalog/schema_watch.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/catalog/watch_question.hpp"
#include "postgres/catalog/watched_rows.hpp"
#include "postgres/session.hpp"
#include "postgres/versions.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

/// From this version on a session's own writes are counted at once.
constexpr int counting_version = 15;

constexpr std::string_view own_name = "plumbline_look";

[[noreturn]] void refuse() {
  throw Error(Status::server, "the server's answer about its catalog cannot be read");
}

std::string_view next_field(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return field;
}

template <typename Number>
Number number_of(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) refuse();
  return number;
}

/// Transaction ids are told with their epoch, rows have them without.
std::uint32_t id_of(std::string_view text) {
  return static_cast<std::uint32_t>(number_of<std::uint64_t>(text));
}

std::pair<std::uint32_t, std::int64_t> key_of(std::string_view text) {
  const auto oid = number_of<std::uint32_t>(next_field(text, '.'));
  return {oid, number_of<std::int64_t>(text)};
}

bool is_later(std::uint32_t one, std::uint32_t other) noexcept {
  return static_cast<std::int32_t>(one - other) > 0;
}

}  // namespace

std::vector<std::string> SchemaWatch::prepare_sql(std::string_view name, int server_version,
                                                  Looker looker) {
  WatchQuestion question{.major = server_version / 10'000};
  question.is_counted = looker == Looker::writer && question.major >= counting_version;
  const auto prepare = [&](std::string_view suffix) {
    return for_version(system::format("PREPARE {}{}{} AS {}", name, suffix, watch_parameters,
                                      watch_question(question)),
                       server_version);
  };
  std::string usual = prepare("");
  question.with_rare = true;
  // The plan is made once.
  return {"SET plan_cache_mode = force_generic_plan", std::move(usual), prepare("_all")};
}

std::string SchemaWatch::execute_sql(std::string_view name) const {
  return system::format("EXECUTE {}{}({}, '{}', '{}', {}, '{{{}}}')", name, is_fresh_ ? "_all" : "",
                        is_fresh_, next_, top_ == 0 ? next_ : top_, command_, counts_);
}

std::vector<std::string> SchemaWatch::deallocate_sql(std::string_view name) {
  return {system::format("DEALLOCATE {}", name), system::format("DEALLOCATE {}_all", name),
          "RESET plan_cache_mode"};
}

/// "PATH;[ID;]/XMAX[;COUNTS]". False where what was set did not last until the question, or nothing
/// is counted.
bool SchemaWatch::read_header(std::string_view line) {
  if (next_field(line, ';') != pinned_path) return false;
  const std::uint32_t before = top_;
  top_ = line.starts_with('/') ? 0 : id_of(next_field(line, ';'));
  if (!line.starts_with('/')) refuse();
  next_ = id_of(next_field(line, ';').substr(1));
  counts_ = line;
  if (counts_ == not_counted) return false;
  if (top_ != 0 && !is_later(next_, top_)) next_ = top_ + 1;
  if (top_ != before || is_fresh_) command_ = -1;
  return true;
}

void SchemaWatch::erase(Entries& entries, Entries::iterator from, Entries::iterator to) {
  for (auto one = from; one != to; ++one) {
    state_.high -= one->second.hash.high;
    state_.low -= one->second.hash.low;
  }
  entries.erase(from, to);
}

void SchemaWatch::put(Entries& entries, const Key& key, Entry entry) {
  state_.high += entry.hash.high;
  state_.low += entry.hash.low;
  entries.insert_or_assign(key, std::move(entry));
}

/// False when an object that was there has another name.
bool SchemaWatch::take_touched(Entries& entries, std::string_view text) {
  bool is_same = true;
  while (!text.empty()) {
    std::string_view one = next_field(text, ',');
    const Key key = key_of(next_field(one, ':'));
    const std::string_view name = next_field(one, ':');
    if (const auto known = entries.find(key); known != entries.end()) {
      is_same &= one.empty() || known->second.name == name;
      erase(entries, known, std::next(known));
    }
    if (one.empty()) continue;  // a column that was dropped
    put(entries, key,
        {.name = std::string(name),
         .hash = {.high = number_of<std::uint64_t>(one.substr(0, 16), 16),
                  .low = number_of<std::uint64_t>(one.substr(16, 16), 16)}});
  }
  return is_same;
}

/// Takes out what is there no longer. False when something is there that was never told.
bool SchemaWatch::keep_only(std::size_t at, std::string_view keys) {
  if (keys == no_row_gone) return true;
  Entries& entries = catalogs_[at];
  std::vector<Key> there;
  while (!keys.empty()) there.push_back(key_of(next_field(keys, ',')));
  std::ranges::sort(there);
  bool is_complete = true;
  auto key = there.begin();
  for (auto entry = entries.begin(); entry != entries.end();) {
    for (; key != there.end() && *key < entry->first; ++key) is_complete = false;
    const auto next = std::next(entry);
    if (key != there.end() && *key == entry->first) {
      ++key;
    } else {
      if (at == watched_relations) {  // its columns go with it
        Entries& columns = catalogs_[watched_columns];
        const std::uint32_t oid = entry->first.first;
        erase(columns, columns.lower_bound({oid, 0}), columns.lower_bound({oid + 1, 0}));
      }
      erase(entries, entry, next);
    }
    entry = next;
  }
  is_complete &= key == there.end();
  return is_complete;
}

bool SchemaWatch::take_catalog(std::size_t at, std::string_view line) {
  const std::string_view keys = next_field(line, ';');
  const std::string_view touched = next_field(line, ';');
  const std::string_view youngest = next_field(line, ';');
  bool is_same = take_touched(catalogs_[at], touched);
  if (at != watched_columns) is_same &= keep_only(at, keys);
  if (!youngest.empty()) {  // an id of a savepoint is behind the transaction's own
    const auto age = number_of<std::int32_t>(youngest);
    const auto next = static_cast<std::uint32_t>(top_ - static_cast<std::uint32_t>(age) + 1);
    if (is_later(next, next_)) next_ = next;
  }
  if (!line.empty()) command_ = std::max(command_, number_of<std::int64_t>(line));
  return is_same;
}

SchemaWatch::Taken SchemaWatch::take(std::string_view answer) {
  const bool was_fresh = is_fresh_;
  const bool is_proof = std::exchange(is_proof_, false);
  const SchemaState before = state_;
  if (!read_header(next_field(answer, '\n'))) return Taken::unfit;
  if (was_fresh) {
    catalogs_.assign(watched_rows().size() + rarely_watched_rows().size(), {});
    state_ = {};
  }
  bool is_same = true;
  while (!answer.empty()) {
    std::string_view line = next_field(answer, '\n');
    const std::string_view which = next_field(line, ' ');
    if (which == "r") {
      const std::string_view sum = next_field(line, ';');
      is_same &= sum == rare_ && line != "t";
      rare_ = sum;
      continue;
    }
    const auto at = number_of<std::size_t>(which);
    if (at >= catalogs_.size()) refuse();
    is_same &= take_catalog(at, line);
  }
  if (is_proof && state_ != before) return Taken::unfit;
  is_fresh_ = !is_same && !was_fresh;
  return is_fresh_ ? Taken::again : Taken::done;
}

SessionWatch::SessionWatch(Session& session, SchemaWatch& watch, SchemaWatch::Looker looker)
    : session_(session), watch_(watch) {
  for (const std::string& sql :
       SchemaWatch::prepare_sql(own_name, session_.server_version(), looker))
    session_.query(sql);
  watch_.change_connection();
}

bool SessionWatch::look() {
  while (true) {
    const Rows answer = session_.query(watch_.execute_sql(own_name));
    const SchemaWatch::Taken taken = watch_.take(answer.text(0, 0));
    if (taken != SchemaWatch::Taken::again) return taken == SchemaWatch::Taken::done;
  }
}

}  // namespace plumbline::postgres
