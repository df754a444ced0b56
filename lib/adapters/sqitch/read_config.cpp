/// Puts the three files together: which are read, which value wins, `[include]`.

#include <algorithm>

#include "adapters/sqitch/config.hpp"
#include "adapters/sqitch/uri_text.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqitch {

namespace {

constexpr int max_include_depth = 10;

/// Removes the first pair of quotes of each piece between dots, as `_remove_balanced_quotes`.
std::string remove_balanced_quotes(std::string_view key, char quote) {
  std::string plain;
  while (!key.empty()) {
    std::size_t length = 0;
    if (key[0] == quote) {
      const std::size_t close = key.find(quote, 1);
      length = close != std::string_view::npos && close > 1 ? close + 1 : 0;
    }
    if (length == 0) length = std::max<std::size_t>(1, std::min(key.find('.'), key.size()));
    std::string_view piece = key.substr(0, length);
    key.remove_prefix(length);
    const std::size_t first = piece.find(quote);
    const std::size_t last = piece.rfind(quote);
    if (first != std::string_view::npos && first < last) {
      plain.append(piece.substr(0, first))
          .append(piece.substr(first + 1, last - first - 1))
          .append(piece.substr(last + 1));
    } else {
      plain += piece;
    }
  }
  return plain;
}

bool has_quotes(std::string_view key) {
  return key.find('"') != std::string_view::npos || key.find('\'') != std::string_view::npos;
}

std::string remove_quotes(std::string_view key) {
  if (!has_quotes(key)) return std::string(key);
  return remove_balanced_quotes(remove_balanced_quotes(key, '"'), '\'');
}

/// As `canonical_case`: section and name in lower case, what is between them as it is.
std::string canonical_key(std::string_view key) {
  const std::size_t dot = key.rfind('.');
  if (dot == std::string_view::npos) return lower_ascii(key);
  const std::string section = remove_quotes(key.substr(0, dot));
  const std::size_t end = std::min(section.find('.'), section.size());
  return lower_ascii(std::string_view(section).substr(0, end)) + section.substr(end) + "." +
         lower_ascii(remove_quotes(key.substr(dot + 1)));
}

class ConfigReader {
 public:
  ConfigReader(std::string root, const system::Environment& environment, const Limits& limits)
      : root_(std::move(root)), environment_(environment), limits_(limits) {}

  Config read() {
    load(from_root(variable("SQITCH_SYSTEM_CONFIG").value_or("/etc/sqitch/sqitch.conf")), 0);
    const auto user = variable("SQITCH_USER_CONFIG");
    const auto home = environment_.get("HOME");
    if (user || home) load(from_root(user ? *user : *home + "/.sqitch/sqitch.conf"), 0);
    if (const std::string local = find_local(); !local.empty()) {
      config_.is_initialised = true;
      config_.local_file = shown_name(local);
      load(local, 0);
    }
    return std::move(config_);
  }

 private:
  /// Absent when not set or set to nothing, which is the same for sqitch.
  [[nodiscard]] std::optional<std::string> variable(const std::string& name) const {
    auto value = environment_.get(name);
    return value && !value->empty() && *value != "0" ? value : std::nullopt;
  }

  [[nodiscard]] std::string from_root(std::string path) const {
    if (path.starts_with("~")) path = environment_.get("HOME").value_or("") + path.substr(1);
    return system::join_path(root_, path);
  }

  /// The file is relative to the tree's root where it is inside or above it.
  [[nodiscard]] std::string shown_name(const std::string& path) const {
    const std::string base = system::normalise_path(root_);
    const std::string name = system::normalise_path(path);
    return base == "." ? name : system::relative_path(name, base);
  }

  /// As `load_dirs`: in the working directory, then upward.
  [[nodiscard]] std::string find_local() const {
    const std::string name = variable("SQITCH_CONFIG").value_or("sqitch.conf");
    if (name.starts_with('/')) return system::is_file(name) ? name : std::string();
    const std::string here = system::join_path(root_, name);
    if (system::is_file(here)) return here;
    for (std::string folder = system::real_path(root_); !folder.empty() && folder != "/";) {
      folder = system::parent_path(folder);
      std::string path = system::join_path(folder, name);
      if (system::is_file(path)) return path;
    }
    return {};
  }

  void load(const std::string& path, int depth) {
    if (config_.error || !system::is_file(path)) return;
    std::string content;
    try {
      content = system::read_file(path, limits_);
    } catch (const Error& error) {
      config_.findings.push_back(
          make_finding("plan/syntax", error.fields().message, {shown_name(path), 0, 0, 0}));
      return;
    }
    config_.files.push_back(path);
    const std::string name = shown_name(path);
    const ConfigText text = parse_config(content, name);
    std::size_t fault = 0;
    const auto report_until = [&](std::size_t definitions) {
      while (fault < text.faults.size() && text.faults[fault].definitions_before <= definitions)
        report(text.faults[fault++]);
    };
    for (std::size_t i = 0; i < text.definitions.size(); ++i) {
      report_until(i);
      const ConfigDefinition& definition = text.definitions[i];
      define(definition, name);
      if (definition.section == "include" && lower_ascii(definition.name) == "path" &&
          definition.value.text) {
        include(path, *definition.value.text, depth);
      }
    }
    report_until(text.definitions.size());
  }

  void include(const std::string& from, const std::string& value, int depth) {
    if (depth > max_include_depth) {
      if (!config_.error) {
        config_.error = {
            "perl", system::format("Exceeded maximum include depth ({}) while including {} from {}",
                                   max_include_depth, value, shown_name(from))};
        config_.findings.push_back(make_finding(
            "plan/syntax",
            system::format("\"{}\" is included more than {} files deep", value, max_include_depth),
            {shown_name(from), 0, 0, 0}));
      }
      return;
    }
    const std::string path =
        value.starts_with("~") ? environment_.get("HOME").value_or("") + value.substr(1) : value;
    load(system::join_path(system::parent_path(from), path), depth + 1);
  }

  void define(const ConfigDefinition& definition, const std::string& origin) {
    const std::string key = definition.section + "." + lower_ascii(definition.name);
    auto [entry, is_new] = config_.entries.try_emplace(key);
    config_.longest_key = std::max(config_.longest_key, key.size());
    if (!is_new && entry->second.origin != origin) entry->second.values.clear();
    entry->second.original_key = definition.section + "." + definition.name;
    if (!entry->second.values.empty()) entry->second.original_key = first_spelling_[key];
    if (entry->second.values.empty()) first_spelling_[key] = entry->second.original_key;
    entry->second.origin = origin;
    entry->second.values.push_back(definition.value);
  }

  void report(const ConfigFault& fault) {
    if (!config_.error) config_.error = {"perl", fault.message};
    Finding finding = make_finding(
        "plan/syntax", "the line is neither a section nor a key, or its value is not closed",
        fault.where);
    finding.tool_says = ToolSays{.command = "sqitch config -l",
                                 .message = fault.message,
                                 .exit_status = 255,
                                 .line = fault.where.line + 1};
    config_.findings.push_back(std::move(finding));
  }

  std::string root_;
  const system::Environment& environment_;
  const Limits& limits_;
  Config config_;
  std::map<std::string, std::string> first_spelling_;
};

}  // namespace

const ConfigEntry* Config::find(std::string_view key) const {
  // A value becomes part of keys (engine.NAME.target): one of megabytes is not copied to be missed.
  if (key.size() > longest_key && !has_quotes(key)) return nullptr;
  const auto found = entries.find(canonical_key(key));
  return found == entries.end() ? nullptr : &found->second;
}

Config read_config(const std::string& root, const system::Environment& environment,
                   const Limits& limits) {
  return ConfigReader(root, environment, limits).read();
}

std::string list_config(const Config& config) {
  std::string list;
  for (const auto& [key, entry] : config.entries) {
    list += key;
    if (entry.values.size() > 1 || key == "include.path") {
      list += "=[";
      for (std::size_t i = 0; i < entry.values.size(); ++i) {
        list += (i == 0 ? "" : ", ") + entry.values[i].text.value_or("");
      }
      list += "]";
    } else if (entry.values.front().text) {
      list += "=" + *entry.values.front().text;
    }
    list += '\n';
  }
  return list + "\n";
}

}  // namespace plumbline::adapters::sqitch
