#include "adapters/sqitch/run/tool.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <utility>

#include "adapters/sqitch/run/driver.hpp"
#include "adapters/tool_process.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::sqitch {

namespace {

constexpr std::size_t longest_program = std::size_t{1} << 20;

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start == std::string_view::npos) return words;
    line.remove_prefix(start);
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

/// perl, perl5.36
bool is_perl(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (!name.starts_with("perl")) return false;
  name.remove_prefix(4);
  return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Perl with its options as the program's first line has them, the driver and the program; empty
/// when that line names another interpreter.
std::vector<std::string> driver_words(const std::string& program, const std::string& directory,
                                      const system::Environment& environment) {
  std::string text;
  try {
    text = system::read_file(program, {.max_file_bytes = longest_program});
  } catch (const Error&) {  // a large binary, say
    return {};
  }
  if (!text.starts_with("#!")) return {};
  std::vector<std::string> words = words_of(std::string_view(text).substr(2, text.find('\n') - 2));
  if (!words.empty() && words[0].ends_with("/env")) {
    words.erase(words.begin());
    if (!words.empty() && words[0] == "-S") words.erase(words.begin());
  }
  if (words.empty() || !is_perl(words[0])) return {};
  const auto perl = find_program(words[0], directory, environment);
  if (!perl) return {};
  words[0] = *perl;
  words.insert(words.end(), {"-e", std::string(driver_program()), program});
  return words;
}

}  // namespace

Tool::Tool(ToolOptions options)
    : options_(std::move(options)),
      driver_(driver_words(options_.program, options_.directory, options_.host)) {}

system::ChildOptions Tool::child_options(std::map<std::string, std::string> environment) {
  return {.directory = options_.directory,
          .environment = std::move(environment),
          .is_guarded = true,
          .polite_signal = SIGINT,  // psql cancels its statement for it
          .joins_errors = true,
          .on_output = {}};
}

Tool::End Tool::run(const std::vector<std::string>& words,
                    const std::map<std::string, std::string>& settings) {
  if (driver_.empty()) return run_plainly(words, settings);
  try {
    return run_by_driver(words, settings);
  } catch (...) {
    if (child_) child_->end();
    child_.reset();
    throw;
  }
}

Tool::End Tool::run_plainly(const std::vector<std::string>& words,
                            const std::map<std::string, std::string>& settings) {
  std::map<std::string, std::string> environment = options_.environment;
  for (const auto& [name, value] : settings) environment[name] = value;
  system::ChildOptions options = child_options(std::move(environment));
  options.on_output = options_.on_output;
  std::vector<std::string> arguments = {options_.program};
  arguments.insert(arguments.end(), words.begin(), words.end());
  system::Child child(arguments, std::move(options));
  child.wait();
  return {.status = child.exit_status(), .signal = child.signal(), .output = child.output()};
}

/// What is thrown waits until nothing of the child's is under way.
void Tool::take_output() {
  child_->take_output();
  if (trouble_) std::rethrow_exception(std::exchange(trouble_, nullptr));
}

void Tool::answer(const std::vector<std::string>& words) {
  take_output();  // what comes before it has been said before it
  std::optional<int> status;
  if (options_.on_psql) {
    status = options_.on_psql(words, [&](bool is_error, std::string_view text) {
      child_->send(driver_line({is_error ? "error" : "out", std::string(text)}));
      child_->write_pending();
    });
  }
  child_->send(driver_line(status ? std::vector<std::string>{"exit", std::to_string(*status)}
                                  : std::vector<std::string>{"start"}));
  child_->write_pending();
  if (status == 0 && options_.after_psql) options_.after_psql();
}

Tool::End Tool::run_by_driver(const std::vector<std::string>& words,
                              const std::map<std::string, std::string>& settings) {
  if (!child_ || !child_->is_running()) {
    system::ChildOptions options = child_options(options_.environment);
    options.has_channel = true;
    options.on_output = [this](std::string_view bytes) {
      try {
        if (!trouble_) options_.on_output(bytes);
      } catch (...) {
        trouble_ = std::current_exception();
      }
    };
    child_ = std::make_unique<system::Child>(driver_, std::move(options));
  }
  child_->clear_output();
  for (const auto& [name, value] : settings) child_->send(driver_line({"set", name, value}));
  std::vector<std::string> command = {"run"};
  command.insert(command.end(), words.begin(), words.end());
  child_->send(driver_line(command));
  while (const auto line = child_->read_line()) {
    std::vector<std::string> said = read_driver_line(*line);
    const std::string kind = said.front();
    said.erase(said.begin());
    if (kind == "psql") {
      answer(said);
    } else if (kind == "done" && !said.empty()) {
      take_output();
      int status = 0;
      std::from_chars(said[0].data(), said[0].data() + said[0].size(), status);
      End end{.status = {}, .signal = 0, .output = child_->output()};
      if (WIFEXITED(status)) end.status = WEXITSTATUS(status);
      if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
      return end;
    }
    if (trouble_) std::rethrow_exception(std::exchange(trouble_, nullptr));
  }
  child_->wait();
  return {.status = child_->exit_status(), .signal = child_->signal(), .output = child_->output()};
}

}  // namespace plumbline::adapters::sqitch
