/// The ids of changes and tags: SHA-1 over the text that App::Sqitch::Plan::Change::info and
/// Tag::info make, and the canonical form of %uri that goes into it. Spec sqitch §5.
#include <algorithm>
#include <array>

#include "adapters/sqitch/plan_file.hpp"
#include "adapters/sqitch/uri_text.hpp"
#include "system/digest.hpp"

namespace plumbline::adapters::sqitch {

namespace {

struct ServerScheme {
  std::string_view name;
  std::string_view default_port;
};

/// The schemes for which URI.pm has a class with a server part; the canonical form drops their
/// default port.
constexpr std::array server_schemes = {
    ServerScheme{"ftp", "21"},    ServerScheme{"gopher", "70"}, ServerScheme{"http", "80"},
    ServerScheme{"https", "443"}, ServerScheme{"ldap", "389"},  ServerScheme{"ldaps", "636"},
    ServerScheme{"mms", "1755"},  ServerScheme{"news", "119"},  ServerScheme{"nntp", "119"},
    ServerScheme{"nntps", "563"}, ServerScheme{"pop", "110"},   ServerScheme{"rlogin", "513"},
    ServerScheme{"rsync", "873"}, ServerScheme{"rtsp", "554"},  ServerScheme{"rtspu", "554"},
    ServerScheme{"snews", "563"}, ServerScheme{"ssh", "22"},    ServerScheme{"sftp", "22"},
    ServerScheme{"telnet", "23"}, ServerScheme{"tn3270", "23"},
};

const ServerScheme* find_server_scheme(std::string_view scheme) {
  const std::string name = lower_ascii(scheme);
  const auto* const found = std::ranges::find(server_schemes, name, &ServerScheme::name);
  return found == server_schemes.end() ? nullptr : found;
}

bool is_unreserved(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.!~*'()").find(c) != std::string_view::npos;
}

/// Undoes escapes that are not needed and spells the others in upper case, as `URI::canonical`.
std::string canonical_escapes(std::string_view uri) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string canonical;
  canonical.reserve(uri.size());
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] != '%' || i + 2 >= uri.size() || !is_hex(uri[i + 1]) || !is_hex(uri[i + 2])) {
      canonical += uri[i];
      continue;
    }
    const char plain = static_cast<char>(value(uri[i + 1]) * 16 + value(uri[i + 2]));
    if (is_unreserved(plain)) {
      canonical += plain;
    } else {
      canonical += '%';
      for (const char c : uri.substr(i + 1, 2))
        canonical += static_cast<char>(c >= 'a' ? c - 32 : c);
    }
    i += 2;
  }
  return canonical;
}

/// Compared as numbers: 0080 is 80.
bool is_default_port(std::string_view port, const ServerScheme& scheme) {
  if (port.empty()) return true;
  port.remove_prefix(std::min(port.find_first_not_of('0'), port.size()));
  return port == scheme.default_port;
}

/// As `URI::urn::canonical`: the namespace in lower case, unless it holds an escape.
std::string canonical_urn(std::string uri) {
  const std::size_t begin = std::string_view("urn:").size();
  const std::string_view name = std::string_view(uri).substr(begin, uri.find(':', begin) - begin);
  if (name.find('%') == std::string_view::npos) uri.replace(begin, name.size(), lower_ascii(name));
  return uri;
}

/// As `URI::_server::canonical` and, for http and https, the path that must not be empty.
std::string canonical_server(const std::string& uri, const ServerScheme& scheme) {
  const UriParts parts = split_uri(uri);
  if (!parts.authority) return uri;
  std::string authority(*parts.authority);
  if (const auto port = authority_port(authority); port && is_default_port(*port, scheme)) {
    authority.resize(authority.size() - port->size() - 1);
  }
  const std::size_t user = authority.rfind('@');
  const std::size_t host = user == std::string::npos ? 0 : user + 1;
  for (std::size_t i = host; i < authority.size(); ++i) {
    if (authority[i] == '%') {
      i += 2;  // an escape keeps its upper case
    } else if (authority[i] >= 'A' && authority[i] <= 'Z') {
      authority[i] = static_cast<char>(authority[i] + 32);
    }
  }
  const bool needs_path = scheme.name.starts_with("http") && parts.path.empty() && !parts.query;
  std::string canonical = std::string(parts.scheme) + "://" + authority + (needs_path ? "/" : "");
  canonical +=
      std::string_view(uri).substr(static_cast<std::size_t>(parts.path.data() - uri.data()));
  return canonical;
}

void append_line(std::string& text, std::string_view label, std::string_view value) {
  text += label;
  text += value;
  text += '\n';
}

/// What `info` of changes and tags share from the planner on.
void append_planner(std::string& text, const PlannedItem& item) {
  text += "planner ";
  text += item.planner_name;
  text += " <";
  text += item.planner_email;
  text += ">\n";
  append_line(text, "date ", item.timestamp);
}

void append_note(std::string& text, const PlannedItem& item) {
  if (!item.note.empty() && item.note != "0") {
    text += '\n';
    text += item.note;
  } else {
    text.pop_back();
  }
}

void append_dependencies(std::string& text, std::string_view label, std::string_view mark,
                         const std::vector<Dependency>& dependencies, std::string_view project) {
  if (dependencies.empty()) return;
  text += label;
  for (const Dependency& dependency : dependencies)
    append_line(text, mark, dependency.written_form(project));
}

/// Puts git's header, KIND SIZE NUL, in front of the text and hashes both.
std::string digest(std::string_view kind, std::string& text) {
  std::string header(kind);
  header += ' ';
  header += std::to_string(text.size());
  header += '\0';
  text.insert(0, header);
  return system::sha1_hex(text);
}

}  // namespace

std::string canonical_uri(std::string_view value, std::string& written) {
  const std::string_view text = unwrap_uri(value);
  const ServerScheme* const server = find_server_scheme(uri_scheme(text));
  written = escape_uri(text, server != nullptr);
  std::string canonical = canonical_escapes(written);
  const std::string_view scheme = uri_scheme(canonical);
  canonical.replace(0, scheme.size(), lower_ascii(scheme));
  if (canonical.starts_with("urn:")) return canonical_urn(std::move(canonical));
  return server == nullptr ? canonical : canonical_server(canonical, *server);
}

void identify(PlanFile& plan) {
  std::string head = "project " + plan.project + "\n";
  if (plan.uri) head += "uri " + *plan.uri + "\n";
  std::string text;
  const std::string* parent = nullptr;
  for (PlannedChange& change : plan.changes) {
    text = head;
    append_line(text, "change ", change.name);
    if (parent != nullptr) append_line(text, "parent ", *parent);
    append_planner(text, change);
    append_dependencies(text, "requires\n", "  + ", change.requirements, plan.project);
    append_dependencies(text, "conflicts\n", "  - ", change.conflicts, plan.project);
    append_note(text, change);
    change.id = digest("change", text);
    parent = &change.id;
    for (std::size_t i = change.tags_begin; i < change.tags_end; ++i) {
      PlannedTag& tag = plan.tags[i];
      text = head;
      append_line(text, "tag @", tag.name);
      append_line(text, "change ", change.id);
      append_planner(text, tag);
      append_note(text, tag);
      tag.id = digest("tag", text);
    }
  }
}

}  // namespace plumbline::adapters::sqitch
