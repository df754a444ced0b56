/// What each step does to the rows of alembic_version: HeadMaintainer and RevisionStep of
/// alembic 1.20.1, runtime/migration.py. Where Python's sets leave an order open, ours is that of
/// the file.

#include <algorithm>

#include "adapters/alembic/plans.hpp"
#include "adapters/alembic/python_text.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

[[noreturn]] void fail_uncaught(std::string text) {
  throw Refusal{Refusal::Kind::uncaught, std::move(text), {}, {}, {}};
}

/// A literal as SQLAlchemy compiles it for psycopg2; runs of blanks are one, as the oracle shows
/// it.
std::string literal(std::string_view version) {
  std::string out;
  for (const char c : version) {
    const bool is_blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (is_blank && !out.empty() && out.back() == ' ') continue;
    if (c == '%') out.push_back('%');
    out.push_back(is_blank ? ' ' : c);
  }
  return "'" + out + "'";
}

class Maintainer {
 public:
  Maintainer(const RevisionMap& map, const Rows& current) : map_(map), resolver_(map) {
    for (const std::string& row : current) {
      if (!has(row)) table_.rows.push_back(row);
    }
  }

  VersionTable run(const std::vector<Step>& steps) {
    try {
      for (const Step& step : steps) {
        if (step.kind == Step::Kind::stamp) {
          follow_stamp(step);
        } else if (step.kind == Step::Kind::upgrade) {
          follow_upgrade(step);
        } else {
          follow_downgrade(step);
        }
      }
    } catch (const Refusal& refusal) {
      table_.stopped = Stopped{refusal.text, refusal.kind == Refusal::Kind::uncaught};
    }
    std::ranges::sort(table_.rows);
    return std::move(table_);
  }

 private:
  [[nodiscard]] bool has(const std::string& version) const {
    return std::ranges::find(table_.rows, version) != table_.rows.end();
  }

  void insert(const std::string& version) {
    if (has(version)) fail_uncaught("AssertionError: ");
    table_.rows.push_back(version);
    table_.sql.push_back(
        system::format("INSERT INTO alembic_version (version_num) VALUES ({})", literal(version)));
  }

  void remove_row(const std::string& version) {
    if (!has(version)) fail_uncaught(system::format("KeyError: {}", python_repr(version)));
    std::erase(table_.rows, version);
  }

  void erase(const std::string& version) {
    remove_row(version);
    table_.sql.push_back(system::format(
        "DELETE FROM alembic_version WHERE alembic_version.version_num = {}", literal(version)));
  }

  void update(const std::string& from, const std::string& to) {
    if (has(to)) fail_uncaught("AssertionError: ");
    remove_row(from);
    table_.rows.push_back(to);
    table_.sql.push_back(system::format(
        "UPDATE alembic_version SET version_num={} WHERE alembic_version.version_num = {}",
        literal(to), literal(from)));
  }

  std::vector<std::string> parents_of(Node n) const {
    std::vector<std::string> ids;
    for (const Node parent : map_.node(n).normalised_down) ids.push_back(map_.id(parent));
    return ids;
  }

  /// Those of `versions` that are not already meant by `rows`.
  std::vector<std::string> without_implied(std::vector<std::string> versions, const Rows& rows,
                                           bool strictly) const {
    std::vector<Node> from;
    for (const Target& row : resolver_.get_revisions(rows)) {
      if (!row.is_revision()) fail_uncaught("AssertionError: ");
      from.push_back(row.node);
    }
    std::vector<bool> implied(map_.nodes().size(), false);
    if (strictly) {
      for (const Node n : from) {
        auto below = resolver_.reach({n}, Edges::normalised_down);
        below[n] = false;
        for (Node each = 0; each < below.size(); ++each)
          if (below[each]) implied[each] = true;
      }
    } else {
      implied = resolver_.reach(from, Edges::normalised_down);
    }
    std::erase_if(versions,
                  [&](const std::string& version) { return implied[*map_.find(version)]; });
    return versions;
  }

  Rows rows_without(const std::vector<std::string>& versions) const {
    Rows rows;
    for (const std::string& row : table_.rows) {
      if (std::ranges::find(versions, row) == versions.end()) rows.push_back(row);
    }
    return rows;
  }

  void follow_upgrade(const Step& step) {
    const std::string& id = map_.id(step.revision);
    const std::vector<std::string> parents = parents_of(step.revision);
    std::vector<std::string> present;
    std::ranges::copy_if(parents, std::back_inserter(present),
                         [&](const std::string& parent) { return has(parent); });
    if (present.empty()) {
      insert(id);
    } else if (parents.size() > 1 && present.size() > 1) {
      const Rows others = rows_without(parents);
      const std::vector<std::string> from =
          others.empty() ? parents : without_implied(parents, others, false);
      if (from.empty()) fail_uncaught("IndexError: list index out of range");
      for (std::size_t i = 0; i + 1 < from.size(); ++i) erase(from[i]);
      update(from.back(), id);
    } else {
      update(parents.size() == 1 ? parents[0] : present[0], id);
    }
  }

  /// As RevisionStep._unmerge_to_revisions.
  std::vector<std::string> remaining_parents(Node n,
                                             const std::vector<std::string>& parents) const {
    const Rows others = rows_without({map_.id(n)});
    return others.empty() ? without_implied(parents, parents, true)
                          : without_implied(parents, others, false);
  }

  void follow_downgrade(const Step& step) {
    const std::string& id = map_.id(step.revision);
    const std::vector<std::string> parents = parents_of(step.revision);
    if (has(id)) {
      if (parents.empty()) {
        erase(id);
        return;
      }
      const std::vector<std::string> to = remaining_parents(step.revision, parents);
      if (to.empty()) {
        erase(id);
        return;
      }
      if (parents.size() > 1) {
        for (std::size_t i = 0; i + 1 < to.size(); ++i) insert(to[i]);
        update(id, to.back());
        return;
      }
    }
    if (parents.size() == 1) {
      update(id, parents[0]);
      return;
    }
    std::vector<std::string> present;
    std::ranges::copy_if(parents, std::back_inserter(present),
                         [&](const std::string& parent) { return has(parent); });
    if (present.size() != 1)
      fail_uncaught("AssertionError: Can't do an UPDATE because downrevision is ambiguous");
    update(id, present[0]);
  }

  void follow_stamp(const Step& step) {
    const auto is_absent = [&](const std::string& version) { return !has(version); };
    if (!step.is_upward && step.moves_branch) {
      erase(step.from[0]);
    } else if (step.is_upward && (step.moves_branch || std::ranges::any_of(step.from, is_absent)) &&
               std::ranges::any_of(step.to, is_absent)) {
      insert(step.to[0]);
    } else if (step.from.size() > 1) {
      for (std::size_t i = 0; i + 1 < step.from.size(); ++i) erase(step.from[i]);
      update(step.from.back(), step.to[0]);
    } else {
      if (step.from.size() != 1 || step.to.size() != 1) fail_uncaught("AssertionError: ");
      update(step.from[0], step.to[0]);
    }
  }

  const RevisionMap& map_;
  Resolver resolver_;
  VersionTable table_;
};

}  // namespace

VersionTable follow_steps(const RevisionMap& map, const std::vector<Step>& steps,
                          const Rows& current) {
  return Maintainer(map, current).run(steps);
}

}  // namespace plumbline::adapters::alembic
