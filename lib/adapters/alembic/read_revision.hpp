/// Reads one revision file as Alembic's import of it would leave it: identifiers, docstring, which
/// functions there are. Python is never run; what only running could tell is opaque.
/// Rules: alembic 1.20.1, script/base.py Script._from_path, script/revision.py Revision.__init__.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::alembic {

/// A place in one file; lines and columns from 1, columns in code points.
struct SourcePoint {
  std::size_t offset = 0;
  int line = 0;
  int column = 0;
};

/// One item of down_revision, depends_on or branch_labels.
struct RevisionItem {
  std::string text;
  std::string type = "str";  ///< Python's name; anything but "str" breaks Alembic later on
  SourcePoint where;
};

/// What cannot be known without running the file.
struct OpaqueFact {
  std::string attribute;  ///< "revision", "down_revision", "branch_labels", "depends_on"
  std::string why;
  SourcePoint where;
};

/// What stops Alembic at this file, and with it every command.
struct LoadFailure {
  std::string text;  ///< "SyntaxError: …" for an exception, the bare text for Alembic's own errors
  SourcePoint where;
  bool is_uncaught = true;  ///< a traceback and exit status 1; else `FAILED:` and 255
};

enum class Presence { no, yes, unknown };
/// What downgrade() does, so far as its text tells at a glance.
enum class WayBack { statements, nothing, raises };

struct RevisionFile {
  std::string file;  ///< relative to the tree's root
  std::string id;
  SourcePoint id_where;
  std::vector<RevisionItem> down;
  SourcePoint down_where;
  std::vector<RevisionItem> depends_on;
  std::vector<RevisionItem> labels;
  bool has_dependencies = false;  ///< depends_on is neither missing nor None nor empty
  bool is_unordered = false;      ///< a set of several: Python's order differs from run to run
  std::string doc;                ///< first paragraph of the docstring
  Presence upgrade = Presence::no;
  Presence downgrade = Presence::no;
  WayBack way_back = WayBack::statements;
  SourcePoint downgrade_where;
  std::optional<LoadFailure> failure;
  std::vector<OpaqueFact> opaque;

  /// Whether an id is there to load it under.
  [[nodiscard]] bool has_id() const noexcept { return has_id_; }
  bool has_id_ = false;
};

struct ReadOptions {
  std::string_view file_name;  ///< "0001_users.py"
  std::string_view path;       ///< what `__file__` would say
  /// Whether a top-level module can be imported; asked for names outside the standard library.
  std::function<Presence(std::string_view module)> find_module;
};

RevisionFile read_revision(std::string_view text, const ReadOptions& options);

}  // namespace plumbline::adapters::alembic
