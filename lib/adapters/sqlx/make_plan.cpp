/// From a resolved folder to a plan, with the findings that files alone give: versions that
/// collide, half pairs, content that cannot run. The rules are what sqlx-core 0.9.0 does.

#include <algorithm>
#include <span>

#include "adapters/sqlx/tree.hpp"
#include "adapters/sqlx/words.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

class PlanMaker {
 public:
  PlanMaker(const Resolution& resolution, const Config& config, const PlanOptions& options)
      : resolution_(resolution), config_(config), options_(options) {}

  Plan run();

 private:
  void add_version(std::span<const Migration> files);
  void add_change(const Migration& forward, const Migration* back, bool is_shadowed);
  void report_duplicates(std::span<const Migration> files);
  void report_orphan(const Migration& back);
  void report_mixture();
  void report_contents();

  [[nodiscard]] std::string path(const Migration& migration) const {
    return system::join_path(options_.directory, migration.file);
  }
  [[nodiscard]] Position position(const Migration& migration) const {
    Position where;
    where.file = path(migration);
    return where;
  }
  [[nodiscard]] Script script(const Migration& migration) const {
    return {.file = path(migration), .exists = true, .checksum = migration.checksum};
  }
  void add(std::string_view rule, std::string message, const Migration& migration) {
    Finding finding = make_finding(rule, std::move(message), position(migration));
    finding.change = std::to_string(migration.version);
    plan_.findings.push_back(std::move(finding));
  }

  const Resolution& resolution_;
  const Config& config_;
  const PlanOptions& options_;
  Plan plan_;
};

std::string shown(const Migration& migration) { return system::escape_for_display(migration.file); }

/// Their place is the change's own: the name and the first bytes of its file.
std::vector<Attribute> attributes_of(const Migration& migration) {
  return {{"type", std::string(type_name(migration.type)), {}},
          {"no_tx", migration.no_tx ? "true" : "false", {}}};
}

void PlanMaker::add_change(const Migration& forward, const Migration* back, bool is_shadowed) {
  Change change;
  change.id = std::to_string(forward.version);
  change.name = forward.description;
  change.where = position(forward);
  change.deploy = script(forward);
  if (back != nullptr) {
    change.revert = script(*back);
  } else if (forward.type == MigrationType::up) {
    constexpr std::string_view up = ".up.sql";
    change.revert.file = path(forward);
    change.revert.file.replace(change.revert.file.size() - up.size(), up.size(), ".down.sql");
  }
  if (options_.with_attributes) change.attributes = attributes_of(forward);
  change.shadowed = is_shadowed;
  if (!is_shadowed) {
    if (plan_.heads.empty()) {
      plan_.bases.push_back(change.id);
    } else {
      change.parents = plan_.heads;
    }
    plan_.heads = {change.id};
  }
  plan_.changes.push_back(std::move(change));
}

/// `files` are all of one version: simple, then up, then down.
void PlanMaker::add_version(std::span<const Migration> files) {
  const auto first_back = std::ranges::find(files, MigrationType::down, &Migration::type);
  const Migration* back = first_back == files.end() ? nullptr : &*first_back;
  if (first_back == files.begin()) {
    // Never applied, yet sqlx takes the version for present: a change without a way forward.
    report_orphan(*back);
    Change change;
    change.id = std::to_string(back->version);
    change.name = back->description;
    change.where = position(*back);
    change.revert = script(*back);
    if (options_.with_attributes) change.attributes = attributes_of(*back);
    plan_.changes.push_back(std::move(change));
  }
  for (auto file = files.begin(); file != first_back; ++file)
    add_change(*file, back, file != files.begin());
  report_duplicates({files.begin(), first_back});
  report_duplicates({first_back, files.end()});
}

void PlanMaker::report_duplicates(std::span<const Migration> files) {
  if (files.size() < 2) return;
  const bool is_forward = files.front().type != MigrationType::down;
  for (const Migration& file : files.subspan(1)) {
    add("plan/duplicate-version",
        system::format("version {} is claimed by \"{}\" and by \"{}\"", file.version,
                       shown(files.front()), shown(file)),
        file);
    Finding& finding = plan_.findings.back();
    finding.related.push_back({position(files.front()), "the other file of this version"});
    if (is_forward) {
      finding.tool_says = refuses(duplicate_key(config_.table_name));
    }
  }
}

void PlanMaker::report_orphan(const Migration& back) {
  add("plan/orphan-script",
      system::format("\"{}\" takes back version {}, which no file applies", shown(back),
                     back.version),
      back);
}

/// sqlx says nothing: a revert passes over the simple ones and takes an older one back under them.
void PlanMaker::report_mixture() {
  const Migration* first[2] = {nullptr, nullptr};
  std::size_t count[2] = {0, 0};
  for (const Migration& migration : resolution_.migrations) {
    if (migration.type == MigrationType::down) continue;
    const std::size_t kind = migration.type == MigrationType::up ? 1 : 0;
    if (count[kind]++ == 0) first[kind] = &migration;
  }
  if (count[0] == 0 || count[1] == 0) return;
  const std::size_t fewer = count[1] < count[0] ? 1 : 0;
  add("plan/mixed-reversible",
      system::format(
          "{} simple and {} reversible migrations stand in one folder, \"{}\" is the first "
          "{} one",
          count[0], count[1], shown(*first[fewer]), fewer == 1 ? "reversible" : "simple"),
      *first[fewer]);
  plan_.findings.back().related.push_back(
      {position(*first[1 - fewer]),
       fewer == 1 ? "the first simple one" : "the first reversible one"});
}

void PlanMaker::report_contents() {
  const Migration* first_crlf = nullptr;
  std::size_t crlf_count = 0;
  for (const Migration& migration : resolution_.migrations) {
    if (migration.has_byte_order_mark) {
      add("plan/byte-order-mark",
          system::format("\"{}\" begins with a byte order mark", shown(migration)), migration);
    }
    if (migration.first_nul) {
      add("plan/nul-byte", system::format("\"{}\" holds a NUL byte", shown(migration)), migration);
      plan_.findings.back().where = *migration.first_nul;
    }
    if (migration.has_crlf && crlf_count++ == 0) first_crlf = &migration;
  }
  if (first_crlf == nullptr) return;
  add("plan/line-endings",
      crlf_count == 1 ? system::format("\"{}\" has CRLF line ends", shown(*first_crlf))
                      : system::format("{} files have CRLF line ends, \"{}\" is the first",
                                       crlf_count, shown(*first_crlf)),
      *first_crlf);
}

Plan PlanMaker::run() {
  plan_.tool = "sqlx";
  plan_.traits.linear = true;
  plan_.traits.records_checksums = true;
  plan_.file = options_.directory;
  plan_.findings = config_.findings;
  plan_.findings.insert(plan_.findings.end(), resolution_.findings.begin(),
                        resolution_.findings.end());
  if (config_.error) {
    plan_.refusal = refuses(*config_.error);
  } else if (resolution_.error) {
    plan_.refusal = refuses(resolving(*resolution_.error));
  }
  const std::span<const Migration> files = resolution_.migrations;
  plan_.changes.reserve(files.size());
  for (std::size_t begin = 0, end = 0; begin < files.size(); begin = end) {
    while (end < files.size() && files[end].version == files[begin].version) ++end;
    add_version(files.subspan(begin, end - begin));
  }
  report_mixture();
  report_contents();
  return std::move(plan_);
}

}  // namespace

Plan make_plan(const Resolution& resolution, const Config& config, const PlanOptions& options) {
  return PlanMaker(resolution, config, options).run();
}

}  // namespace plumbline::adapters::sqlx
