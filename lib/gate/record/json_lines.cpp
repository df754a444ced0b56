/// A record as a file of JSON lines, only ever appended to (record.md beside lib/gate/record.hpp).
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <system_error>
#include <tuple>
#include <vector>

#include "core/json.hpp"
#include "gate/detail.hpp"
#include "gate/record/run_document.hpp"
#include "gate/record/run_log.hpp"
#include "gate/record/stores.hpp"
#include "plumbline/error.hpp"
#include "report/gate_json.hpp"
#include "system/deadline.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

constexpr std::string_view form = "plumbline.record/1";
constexpr std::chrono::seconds longest_wait{10};

[[noreturn]] void refuse(const std::string& path, Status status, const std::string& why) {
  throw Error(status, system::format("record \"{}\": {}", path, why));
}

[[noreturn]] void refuse_io(const std::string& path, int number) {
  refuse(path, Status::io, std::generic_category().message(number));
}

class File {
 public:
  File(std::string path, int flags)
      : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC)) {
    if (descriptor_ < 0) refuse_io(path_, errno);
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] off_t size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) refuse_io(path_, errno);
    return status.st_size;
  }

  /// Nothing of `line` is there when it throws, unless even that is not possible.
  void append(std::string_view line) const {
    const Lock lock(*this);
    const off_t old_size = size();
    std::size_t done = 0;
    while (done < line.size()) {
      const ssize_t count = ::write(descriptor_, line.data() + done, line.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        const int number = count < 0 ? errno : ENOSPC;
        std::ignore = ::ftruncate(descriptor_, old_size);
        refuse_io(path_, number);
      }
      done += static_cast<std::size_t>(count);
    }
    if (::fdatasync(descriptor_) != 0) refuse_io(path_, errno);
  }

  /// Takes off what a process that died in a write left behind.
  void drop_torn_line() const {
    const Lock lock(*this);
    off_t end = size();
    char byte = '\n';
    const off_t old_end = end;
    while (end > 0 && ::pread(descriptor_, &byte, 1, end - 1) == 1 && byte != '\n') --end;
    if (end != old_end && ::ftruncate(descriptor_, end) != 0) refuse_io(path_, errno);
  }

  [[nodiscard]] std::string read_all() const {
    std::string bytes(static_cast<std::size_t>(size()), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count =
          ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) refuse_io(path_, errno);
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
  }

 private:
  /// Several processes write, each a line at a time.
  class Lock {
   public:
    explicit Lock(const File& file) : file_(file) {
      const system::Deadline deadline(longest_wait);
      while (::flock(file_.descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) refuse_io(file_.path_, errno);
        if (deadline.remaining_ms() == 0) {
          refuse(file_.path_, Status::busy, "another process has it locked");
        }
        constexpr int pause_ms = 5;
        ::poll(nullptr, 0, pause_ms);
      }
    }
    ~Lock() { ::flock(file_.descriptor_, LOCK_UN); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    const File& file_;
  };

  std::string path_;
  int descriptor_;
};

class JsonLinesRecord final : public Record {
 public:
  explicit JsonLinesRecord(const std::string& path) : file_(path, O_RDWR | O_APPEND) {
    file_.drop_torn_line();
  }

  void begin(const GateRun& run) override {
    const std::lock_guard lock(mutex_);
    log_.begin(run);
    append("begin", [&](core::JsonWriter& json) {
      json.key("run");
      report::write_run(json, log_.run());
    });
  }

  void step_started(const GateStep& step) override {
    const std::lock_guard lock(mutex_);
    const std::size_t number = log_.step_started(step);
    write_step("step_started", log_.run().steps[number]);
  }

  void step_done(const GateStep& step) override {
    const std::lock_guard lock(mutex_);
    const std::size_t number = log_.step_done(step);
    write_step("step_done", log_.run().steps[number]);
  }

  void finish(const GateRun& run) override {
    const std::lock_guard lock(mutex_);
    append("finish", [&](core::JsonWriter& json) {
      json.key("gate").begin_object();
      report::write_gate(json, run);
      json.end_object();
    });
  }

 private:
  void write_step(std::string_view event, GateStep step) {
    step.changes.clear();  // `finish` has them
    step.detail = detail_tail(step.detail);
    append(event, [&](core::JsonWriter& json) {
      json.key("step");
      report::write_step(json, step);
    });
  }

  template <typename Write>
  void append(std::string_view event, const Write& write) {
    core::JsonWriter json(core::JsonWriter::Layout::compact);
    json.begin_object().member("schema", form).member("event", event);
    json.member("id", log_.run().id);
    write(json);
    json.end_object();
    file_.append(std::move(json).finish() + "\n");
  }

  std::mutex mutex_;
  File file_;
  RunLog log_;
};

/// The lines of all runs, put together run by run.
class Collector {
 public:
  explicit Collector(const std::string& path) : path_(path) {}

  void add(std::string_view line, std::size_t number) {
    core::JsonValue value;
    try {
      value = core::read_json(line);
    } catch (const Error& error) {
      refuse(path_, Status::format,
             system::format("line {} is no line of a record: {}", number, error.what()));
    }
    const std::string& schema = value.text_of("schema");
    if (schema != form) {
      const bool is_newer = schema.starts_with("plumbline.record/");
      refuse(path_, Status::format,
             is_newer
                 ? system::format("line {} was written by a newer Plumbline ({})", number, schema)
                 : system::format("line {} is no line of a record", number));
    }
    add(value);
  }

  History finish(const HistoryOptions& options) && {
    History history;
    for (auto& [id, log] : logs_) {
      const auto found = finished_.find(id);
      GateRun run = found == finished_.end() ? log.run() : std::move(found->second);
      if (!options.version.empty() && run.version != options.version) continue;
      if (!options.tier.empty() && run.tier != options.tier) continue;
      history.runs.push_back(std::move(run));
    }
    std::ranges::sort(history.runs, [](const GateRun& left, const GateRun& right) {
      return std::tie(left.started_at, left.id) > std::tie(right.started_at, right.id);
    });
    if (options.limit > 0 && history.runs.size() > options.limit) {
      history.runs.resize(options.limit);
    }
    return history;
  }

 private:
  void add(const core::JsonValue& value) {
    const std::string& event = value.text_of("event");
    RunLog& log = logs_[value.text_of("id")];
    if (const core::JsonValue* run = value.find("run"); event == "begin" && run != nullptr) {
      log.begin(read_run(*run));
    } else if (const core::JsonValue* step = value.find("step"); step != nullptr) {
      event == "step_started" ? log.step_started(read_step(*step))
                              : log.step_done(read_step(*step));
    } else if (const core::JsonValue* gate = value.find("gate"); gate != nullptr) {
      finished_[value.text_of("id")] = read_gate(*gate);
    }
  }

  std::string path_;
  std::map<std::string, RunLog> logs_;
  std::map<std::string, GateRun> finished_;
};

}  // namespace

std::unique_ptr<Record> open_json_lines(const std::string& path) {
  return std::make_unique<JsonLinesRecord>(path);
}

History read_json_lines(const std::string& path, const HistoryOptions& options) {
  const std::string bytes = File(path, O_RDONLY | O_NONBLOCK).read_all();
  Collector collector(path);
  std::size_t number = 0;
  // What stands behind the last line feed is being written, or its process died: it never was.
  for (std::size_t start = 0, end = 0; (end = bytes.find('\n', start)) != std::string::npos;
       start = end + 1) {
    collector.add(std::string_view(bytes).substr(start, end - start), ++number);
  }
  if (number == 0 && !bytes.empty() && !bytes.starts_with('{')) {
    refuse(path, Status::format, "is no record of gates");
  }
  return std::move(collector).finish(options);
}

}  // namespace plumbline::gate
