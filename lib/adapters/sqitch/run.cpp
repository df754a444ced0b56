#include "adapters/sqitch/run.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "adapters/sqitch/run/tool.hpp"
#include "adapters/sqitch/run_output.hpp"
#include "adapters/tool_process.hpp"
#include "plumbline/error.hpp"
#include "postgres/catalog/schema_watch.hpp"
#include "postgres/session.hpp"
#include "postgres/uri.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/redact.hpp"

namespace plumbline::adapters::sqitch {

namespace {

using Clock = std::chrono::steady_clock;

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') ||
                          std::string_view("-._~/").find(c) != std::string_view::npos;
    if (is_plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return encoded;
}

/// `db:pg:` without the password; a socket's folder among the parameters.
std::string target_uri(const postgres::Keywords& keywords) {
  const auto get = [&](std::string_view name) {
    return std::string(postgres::find_keyword(keywords, name));
  };
  const bool is_socket = get("host").starts_with('/');
  std::string uri = "db:pg://" + percent_encode(get("user")) + "@";
  if (!is_socket) uri += get("host") + (get("port").empty() ? "" : ":" + get("port"));
  uri += "/" + percent_encode(get("dbname"));
  char sign = '?';
  for (const auto& [name, value] : keywords) {
    const bool is_place = name == "host" || name == "port";
    if (name == "user" || name == "password" || name == "dbname" || (is_place && !is_socket))
      continue;
    uri += sign + name + "=" + percent_encode(value);
    sign = '&';
  }
  return uri;
}

/// libpq's password file for every server.
std::string password_file(std::string_view password) {
  if (password.empty()) return {};
  std::string line = "*:*:*:*:";
  for (const char c : password) {
    if (c == ':' || c == '\\') line += '\\';
    line += c;
  }
  return line + '\n';
}

constexpr const char* absent = "/dev/null/absent";  // no file can be there

/// A file that no disk holds: children open it through our own process, as long as we are.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& text) {
    if (text.empty()) return;
    descriptor_ = ::memfd_create("plumbline", MFD_CLOEXEC);
    const bool is_written =
        descriptor_ >= 0 && ::fchmod(descriptor_, S_IRUSR | S_IWUSR) == 0 &&
        ::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (!is_written) throw Error(Status::io, "no file in memory can be made for sqitch");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] std::string path() const {
    if (descriptor_ < 0) return absent;
    return system::format("/proc/{}/fd/{}", ::getpid(), descriptor_);
  }

 private:
  int descriptor_ = -1;
};

/// A configuration that sqitch reads while it starts; it wants a file with a name, so that one is
/// there until sqitch says its first word. Nothing in it is secret.
class ShortLivedFile {
 public:
  explicit ShortLivedFile(const std::string& text) {
    if (text.empty()) return;
    const char* folder = std::getenv("TMPDIR");
    path_ = system::join_path(folder == nullptr ? "/tmp" : folder, "plumb-sqitch-XXXXXX");
    const int descriptor = ::mkostemp(path_.data(), O_CLOEXEC);
    const bool is_written = descriptor >= 0 && ::write(descriptor, text.data(), text.size()) ==
                                                   static_cast<ssize_t>(text.size());
    if (descriptor >= 0) ::close(descriptor);
    if (is_written) return;
    if (descriptor >= 0) remove();
    throw Error(Status::io, system::format("\"{}\" cannot be written", path_));
  }
  ShortLivedFile(const ShortLivedFile&) = delete;
  ShortLivedFile& operator=(const ShortLivedFile&) = delete;
  ~ShortLivedFile() { remove(); }

  void remove() noexcept {
    if (!is_removed_ && !path_.empty()) ::unlink(path_.c_str());
    is_removed_ = true;
  }
  [[nodiscard]] std::string path() const { return path_.empty() ? absent : path_; }

 private:
  std::string path_;
  bool is_removed_ = false;
};

constexpr const char* gate_target = "plumbline-gate";

enum class Verb { deploy, revert, verify };

/// A walk as far as it has come, looked at from beside whenever sqitch wants its next script run:
/// each change is over by then, and sqitch waits.
struct Walking {
  const Walk& walk;
  std::unique_ptr<postgres::Session> session = {};
  std::optional<postgres::SessionWatch> looking = {};
  std::size_t done = 0;
  std::string unwatched = {};
  bool is_stopped = false;

  bool look(const postgres::Writable& database) {
    if (!session) {
      session = postgres::Session::open(database);
      looking.emplace(*session, *walk.watch, postgres::SchemaWatch::Looker::other);
    }
    bool is_watched = looking->look();
    if (is_watched && done == walk.count) {
      walk.watch->verify();
      is_watched = looking->look();
    }
    if (!is_watched) unwatched = not_watchable;
    is_stopped = !is_watched || !walk.on_state(done++);
    return !is_stopped;
  }
};

/// One call of sqitch, as far as it has gone.
struct Call {
  Verb verb;
  RunOutcome outcome;
  std::string failed;         ///< id of the change that is "not ok"
  std::size_t next = 0;       ///< deploy, verify: where in the plan to look from; revert: one past
  Clock::time_point started;  ///< of the change that runs
};

class SqitchRunner final : public Runner {
 public:
  SqitchRunner(const RunFacts& facts, const RunnerOptions& options)
      : facts_(facts),
        options_(options),
        root_(system::real_path(facts.place.root)),
        directory_(find_directory(options.working_directory, facts.place.root)),
        psql_(facts.client.empty() ? "psql" : facts.client, directory_) {
    program_ = look_up(options.interpreter.empty() ? "sqitch" : options.interpreter, ".",
                       "install sqitch with DBD::Pg (Debian: sqitch, libdbd-pg-perl, "
                       "postgresql-client), or name the program in plumbline.toml");
    client_ = look_up(facts.client.empty() ? "psql" : facts.client, directory_,
                      "sqitch runs its scripts by psql (Debian: postgresql-client)");
    start();
  }

  RunOutcome upgrade(const postgres::Writable& database, const std::string& upto) override {
    std::vector<std::string> more;
    if (!upto.empty()) more = {"--to-change", upto};
    return run(Verb::deploy, database, more);
  }
  RunOutcome downgrade(const postgres::Writable& database, const std::string& downto) override {
    std::vector<std::string> more = {"-y"};
    if (!downto.empty()) more.insert(more.end(), {"--to-change", downto});
    return run(Verb::revert, database, more);
  }
  [[nodiscard]] bool can_walk() const noexcept override { return is_plain_; }
  WalkOutcome walk(const postgres::Writable& database, const Walk& walk) override;
  std::optional<RunOutcome> verify(const postgres::Writable& database) override {
    return run(Verb::verify, database, {});
  }
  /// A plan is one line of changes: there is one head.
  RunOutcome check_heads(std::vector<std::string>& heads) override {
    heads = facts_.plan->heads;
    return {};
  }
  void release() override {}  // psql_ has nothing open between calls
  [[nodiscard]] std::vector<std::string> not_covered() const override {
    if (!options_.with_trace) return {};
    return {
        "statements, locks and rewrites: sqitch runs its scripts by psql, statement by "
        "statement unseen"};
  }

 private:
  std::string look_up(const std::string& name, const std::string& folder,
                      const std::string& hint) const;
  void start();
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  [[nodiscard]] std::string configuration(const std::string& uri) const;
  [[nodiscard]] std::size_t applied(const postgres::Writable& database) const;
  RunOutcome run(Verb verb, const postgres::Writable& database,
                 const std::vector<std::string>& more);
  [[nodiscard]] bool is_script(const std::vector<std::string>& words, bool is_down) const;
  std::optional<int> run_psql(const std::vector<std::string>& words, const PsqlClient::Say& say);
  void take(const OutputEvent& event, Call& call) const;
  [[nodiscard]] const Change* find(const std::string& name, Call& call) const;
  void fail(Call& call, const Tool::End& end) const;

  RunFacts facts_;
  RunnerOptions options_;
  std::string root_;
  std::string directory_;
  std::string program_;
  std::string client_;
  system::Redactor redactor_;
  PsqlClient psql_;
  std::optional<Tool> tool_;
  bool is_plain_ = false;                                    ///< psql can be stood in for
  const postgres::Writable* database_ = nullptr;             ///< of the call that runs
  Walking* walking_ = nullptr;                               ///< that it is, if it is one
  std::function<void(std::string_view bytes)> take_output_;  ///< of that call
};

std::string SqitchRunner::look_up(const std::string& name, const std::string& folder,
                                  const std::string& hint) const {
  if (auto found = find_program(name, folder, facts_.environment)) return *std::move(found);
  throw Error(Status::tool, ErrorFields{.message = system::format("\"{}\" is not there", name),
                                        .detail = "",
                                        .hint = hint,
                                        .sqlstate = "",
                                        .where = {}});
}

/// A target of our own, as the user's configuration: what belongs to a target that is not the
/// default one has no options on the command line. "" where sqitch finds all by itself.
std::string SqitchRunner::configuration(const std::string& uri) const {
  if (facts_.is_default) return {};
  std::string text;
  const auto add = [&](const std::string& key, const std::string& value) {
    text += "\t" + key + " = \"";
    // Within quotes only a backslash is escaped; a quote stands outside of them.
    for (const char c : value) {
      if (c == '"') {
        text += "\"\\\"\"";
      } else {
        text += c == '\\' ? std::string(2, c) : std::string(1, c);
      }
    }
    text += "\"\n";
  };
  text += system::format("[target \"{}\"]\n", gate_target);
  const TargetFiles& files = facts_.files;
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"uri", uri},
           {"plan_file", files.plan_file},
           {"registry", facts_.registry},
           {"top_dir", files.top_folder},
           {"reworked_dir", files.reworked_folder},
           {"deploy_dir", files.deploy.current},
           {"revert_dir", files.revert.current},
           {"verify_dir", files.verify.current},
           {"reworked_deploy_dir", files.deploy.reworked},
           {"reworked_revert_dir", files.revert.reworked},
           {"reworked_verify_dir", files.verify.reworked},
           {"extension", files.extension},
           {"client", facts_.client}}) {
    if (!value.empty()) add(key, value);
  }
  text += system::format("[target \"{}.variables\"]\n", gate_target);
  for (const auto& [name, value] : facts_.variables) add(name, value);
  return text;
}

std::map<std::string, std::string> SqitchRunner::environment() const {
  std::map<std::string, std::string> kept = clean_environment(facts_.environment);
  kept["PGSERVICEFILE"] = absent;
  kept["PGSYSCONFDIR"] = absent;
  kept["SQITCH_SYSTEM_CONFIG"] = absent;
  kept["SQITCH_FULLNAME"] = "Plumbline";
  kept["SQITCH_EMAIL"] = "plumbline@localhost";
  kept["LC_ALL"] = "C.UTF-8";
  kept["LANGUAGE"] = "C";  // its words are read
  for (const auto& [name, value] : options_.environment) kept[name] = value;
  return kept;
}

void SqitchRunner::start() {
  ToolOptions options{.program = program_,
                      .directory = directory_,
                      .environment = environment(),
                      .host = facts_.environment,
                      .on_output = [this](std::string_view bytes) { take_output_(bytes); },
                      .on_psql = {},
                      .after_psql = {}};
  // What the user sets for libpq and psql is for psql to follow.
  is_plain_ = is_psql(client_) && std::ranges::none_of(options_.environment, [](const auto& entry) {
                return entry.first.starts_with("PG");
              });
  if (is_plain_) {
    options.on_psql = [this](const auto& words, const auto& say) { return run_psql(words, say); };
    options.after_psql = [this] { psql_.connect_ahead(*database_); };
  }
  tool_.emplace(std::move(options));
}

/// Whether psql is asked for a change's own script, not for sqitch's.
bool SqitchRunner::is_script(const std::vector<std::string>& words, bool is_down) const {
  const auto option = std::ranges::find(words, "--file");
  if (option == words.end() || std::next(option) == words.end()) return false;
  const std::string file = system::real_path(system::join_path(directory_, *std::next(option)));
  return std::ranges::any_of(facts_.plan->changes, [&](const Change& change) {
    const Script& script = is_down ? change.revert : change.deploy;
    return system::real_path(system::join_path(root_, script.file)) == file;
  });
}

std::optional<int> SqitchRunner::run_psql(const std::vector<std::string>& words,
                                          const PsqlClient::Say& say) {
  constexpr int refused = 3;  // as psql ends when a script fails
  if (walking_ != nullptr && is_script(words, walking_->walk.is_down) &&
      !walking_->look(*database_))
    return refused;
  return psql_.run(*database_, words, say);
}

WalkOutcome SqitchRunner::walk(const postgres::Writable& database, const Walk& walk) {
  Walking walking{.walk = walk};
  walking_ = &walking;
  WalkOutcome outcome;
  try {
    outcome.run = walk.is_down ? downgrade(database, walk.to) : upgrade(database, walk.to);
    // A revert is stopped by failing its next script; a deploy would take back what it did.
    if (walking.is_stopped) outcome.run.failure.reset();
    if (!outcome.run.failure && !walking.is_stopped) walking.look(database);
  } catch (...) {
    walking_ = nullptr;
    throw;
  }
  walking_ = nullptr;
  outcome.unwatched = std::move(walking.unwatched);
  return outcome;
}

/// How many changes of the plan stand before what is to come: up to the one that sqitch takes for
/// the state.
std::size_t SqitchRunner::applied(const postgres::Writable& database) const {
  std::string schema;
  for (const char c : facts_.registry) {
    if (c == '"') schema += '"';
    schema += c;
  }
  const auto session = postgres::Session::open(database);
  const std::vector<std::optional<std::string>> project = {facts_.project};
  const auto outcome = session->run("SELECT change_id FROM \"" + schema +
                                        "\".changes WHERE project OPERATOR(pg_catalog.=) $1 "
                                        "ORDER BY committed_at DESC LIMIT 1",
                                    project);
  if (outcome.error || outcome.commands.empty() || outcome.commands[0].result.count() == 0)
    return 0;
  const auto at =
      std::ranges::find(facts_.plan->changes, outcome.commands[0].result.text(0, 0), &Change::id);
  return at == facts_.plan->changes.end()
             ? 0
             : static_cast<std::size_t>(at - facts_.plan->changes.begin()) + 1;
}

RunOutcome SqitchRunner::run(Verb verb, const postgres::Writable& database,
                             const std::vector<std::string>& more) {
  redactor_.add_uri(database.uri());
  const postgres::Keywords keywords = postgres::parse_uri(database.uri());
  const std::string uri = target_uri(keywords);
  const MemoryFile password(password_file(postgres::find_keyword(keywords, "password")));
  ShortLivedFile own_configuration(configuration(uri));
  const char* word = verb == Verb::deploy ? "deploy" : verb == Verb::revert ? "revert" : "verify";
  // psql tells the SQLSTATE with this, and sqitch hands it on.
  std::vector<std::string> words = {word, "--target", facts_.is_default ? uri : gate_target,
                                    "--set", "VERBOSITY=verbose"};
  words.insert(words.end(), more.begin(), more.end());
  Call call{.verb = verb,
            .outcome = {},
            .failed = "",
            .next = verb == Verb::verify ? 0 : applied(database),
            .started = {}};
  OutputReader reader([&](const OutputEvent& event) { take(event, call); });
  take_output_ = [&](std::string_view bytes) {
    own_configuration.remove();
    reader.read(bytes);
  };
  database_ = &database;
  std::map<std::string, std::string> settings = {{"PGPASSFILE", password.path()},
                                                 {"SQITCH_USER_CONFIG", own_configuration.path()}};
  for (const auto& [name, value] : options_.environment)
    if (settings.contains(name)) settings[name] = value;
  psql_.disconnect();  // of a call that was ended
  const Tool::End end = tool_->run(words, settings);
  psql_.disconnect();
  if (end.status != 0) fail(call, end);
  return std::move(call.outcome);
}

/// The change of that name that is next: a reworked one stands several times in the plan.
const Change* SqitchRunner::find(const std::string& name, Call& call) const {
  const std::vector<Change>& changes = facts_.plan->changes;
  if (call.verb == Verb::revert) {
    for (std::size_t at = call.next; at > 0; --at) {
      if (changes[at - 1].name != name) continue;
      call.next = at - 1;
      return &changes[at - 1];
    }
    return nullptr;
  }
  for (std::size_t at = call.next; at < changes.size(); ++at) {
    if (changes[at].name != name) continue;
    call.next = at + 1;
    return &changes[at];
  }
  return nullptr;
}

void SqitchRunner::take(const OutputEvent& event, Call& call) const {
  const char sign = call.verb == Verb::deploy ? '+' : call.verb == Verb::revert ? '-' : '*';
  if (event.sign != sign) return;  // after a failure a deploy reverts
  std::vector<ChangeRun>& changes = call.outcome.changes;
  if (event.kind == OutputEvent::Kind::start) {
    ChangeRun change;
    change.name = event.name;
    if (const Change* planned = find(event.name, call)) {
      change.change = planned->id;
      const Script& script = call.verb == Verb::deploy   ? planned->deploy
                             : call.verb == Verb::revert ? planned->revert
                                                         : planned->verify;
      change.file = script.file;
    }
    call.started = Clock::now();
    changes.push_back(std::move(change));
    if (options_.on_change) options_.on_change(changes.back(), false);
    return;
  }
  if (changes.empty()) return;
  changes.back().duration_us =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - call.started).count();
  if (event.kind == OutputEvent::Kind::not_ok && call.failed.empty())
    call.failed = changes.back().change;
  if (options_.on_change) options_.on_change(changes.back(), true);
}

/// The last thing that sqitch said besides that it has failed.
std::string last_words(std::string_view text) {
  std::string said;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::string_view line = text.substr(0, newline);
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    const bool is_plain = line.find_first_not_of(" -") == std::string_view::npos ||
                          line == "Deploy failed" || line == "Revert failed" ||
                          line == "Verify failed" || line.starts_with("  - ");
    if (!is_plain) said = line;
  }
  return said;
}

void SqitchRunner::fail(Call& call, const Tool::End& end) const {
  PlainOutput plain = read_verbose(redactor_.apply(end.output));
  RunFailure failure;
  failure.message = plain.error.message.empty() ? last_words(plain.text) : plain.error.message;
  failure.output = output_tail(plain.text);
  failure.sqlstate = plain.error.sqlstate;
  failure.detail = plain.error.detail;
  failure.change = call.failed;
  failure.file = plain.error.file;
  failure.line = plain.error.line;
  if (end.signal != 0) failure.message = system::format("sqitch ended by signal {}", end.signal);
  call.outcome.failure = std::move(failure);
}

}  // namespace

std::unique_ptr<Runner> make_runner(const RunFacts& facts, const RunnerOptions& options) {
  return std::make_unique<SqitchRunner>(facts, options);
}

}  // namespace plumbline::adapters::sqitch
