/// Alembic's files edited in their own style: another id, another parent, a merge. Only metadata is
/// touched; each edited file is read again, and must be what was wanted.
#include <algorithm>
#include <map>
#include <set>

#include "adapters/alembic/metadata.hpp"
#include "adapters/alembic/read_revision.hpp"
#include "adapters/alembic/tree.hpp"
#include "core/fixed_files.hpp"
#include "core/next_id.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::size_t most_slug_characters = 40;  // truncate_slug_length

/// What Alembic's template writes, for who wants something else of it.
struct Style {
  char quote = '\'';
  std::string_view annotation;  ///< ": str" or ""
  bool has_returns = true;      ///< "-> None"
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

class Editor {
 public:
  Editor(const Place& place, const Reading& reading, const EditRequest& request)
      : place_(place), request_(request) {
    for (const RevisionFile& file : reading.loading.files) {
      files_.insert(file.file);
      if (!file.has_id()) continue;
      ids_.push_back(file.id);
      by_file_[file.file] = &file;
    }
  }

  EditResult run() {
    std::string tail = request_.tail;
    for (const EditRequest::Repoint& each : request_.repoint)
      revise(*each.change, each.change->id, {each.parent});
    if (!request_.merge.empty()) tail = merge();
    for (const Change* change : request_.renumber) {
      const std::string& file = change->deploy.file;
      const std::string id = core::next_id(change->id, ids_, file);
      ids_.push_back(id);
      result_.new_ids.push_back(id);
      revise(*change, id, {tail});
      rename(file, change->id, id);
      tail = id;
    }
    if (!result_.refusal.empty()) result_.fix = {};
    return std::move(result_);
  }

 private:
  void refuse(const std::string& file, std::string_view why) {
    if (result_.refusal.empty())
      result_.refusal = system::format("\"{}\" cannot be edited: {}", file, why);
  }

  [[nodiscard]] std::string path(const std::string& file) const {
    return system::join_path(place_.root, file);
  }

  /// Python's source for the parents: a text, or a tuple of texts.
  static std::string source(const std::vector<std::string>& ids, char quote) {
    std::vector<std::string> literals;
    for (const std::string& id : ids) literals.push_back(quote + id + quote);
    if (ids.size() == 1) return literals.front();
    return "(" + system::join(literals, ", ") + ")";
  }

  static bool is_plain(std::string_view id) {
    return id.find_first_of("'\"\\\n\r") == std::string_view::npos;
  }

  void revise(const Change& change, const std::string& id,
              const std::vector<std::string>& parents) {
    const std::string& file = change.deploy.file;
    const std::string text = system::read_file(path(file));
    const Metadata metadata = find_metadata(text);
    if (!metadata.refusal.empty()) return refuse(file, metadata.refusal);
    if (!is_plain(id) || !std::ranges::all_of(parents, is_plain))
      return refuse(file, "an id holds a quote");
    std::vector<Edit> edits;
    const auto replace = [&](Span span, std::string with) {
      if (span.of(text) == with) return;
      edits.push_back({file, span.begin, span.end - span.begin, std::move(with)});
    };
    const std::string_view literal = metadata.revision.of(text);
    const std::size_t quote = literal.find(metadata.quote);
    if (id != change.id) {
      replace(metadata.revision,
              std::string(literal.substr(0, quote)) + metadata.quote + id + metadata.quote);
      if (metadata.doc_revision && metadata.doc_revision->of(text) == change.id)
        replace(*metadata.doc_revision, id);
    }
    replace(metadata.down_revision, source(parents, quote_of_parents(text, metadata)));
    const bool repeats = metadata.doc_parents &&
                         metadata.doc_parents->of(text) == system::join(change.parents, ", ");
    if (repeats) {
      const bool has_blank =
          metadata.doc_parents->begin > 0 && text[metadata.doc_parents->begin - 1] == ' ';
      replace(*metadata.doc_parents, (has_blank ? "" : " ") + system::join(parents, ", "));
    }
    std::ranges::sort(edits, {}, &Edit::offset);
    if (!is_as_wanted(file, text, core::edited(text, edits), id, parents)) return;
    result_.fix.read.push_back({file, system::sha256_hex(text)});
    std::ranges::move(edits, std::back_inserter(result_.fix.edits));
  }

  static char quote_of_parents(std::string_view text, const Metadata& metadata) {
    const std::string_view old = metadata.down_revision.of(text);
    const std::size_t found = old.find_first_of("'\"");
    return found == std::string_view::npos ? metadata.quote : old[found];
  }

  /// Reads the edited file as Alembic would. What of it was known before must be as before.
  bool is_as_wanted(const std::string& file, const std::string& old_text,
                    const std::string& new_text, const std::string& id,
                    const std::vector<std::string>& parents) {
    const std::string name(system::base_name(file));
    const ReadOptions options{.file_name = name, .path = file, .find_module = [](std::string_view) {
                                return Presence::yes;
                              }};
    const RevisionFile before = read_revision(old_text, options);
    const RevisionFile after = read_revision(new_text, options);
    std::vector<std::string> down;
    for (const RevisionItem& item : after.down) down.push_back(item.text);
    if (after.id == id && down == parents &&
        after.failure.has_value() == before.failure.has_value())
      return true;
    refuse(file, "what it sets is set again elsewhere in it");
    return false;
  }

  /// "041_x.py" → "044_x.py"; a name that does not hold the id stays.
  void rename(const std::string& file, const std::string& old_id, const std::string& new_id) {
    const std::string name(system::base_name(file));
    std::size_t at = name.find(old_id);
    while (at != std::string::npos && !stands_alone(name, at, old_id.size()))
      at = name.find(old_id, at + 1);
    if (at == std::string::npos || new_id.find('/') != std::string::npos) return;
    std::string to = name;
    to.replace(at, old_id.size(), new_id);
    to = system::join_path(system::parent_path(file), to);
    if (!files_.insert(to).second)
      return refuse(file, system::format("\"{}\" is there already", to));
    result_.fix.renames.push_back({file, to});
  }

  static bool stands_alone(std::string_view name, std::size_t at, std::size_t size) {
    const bool is_free_before = at == 0 || !is_word(name[at - 1]);
    const bool is_free_behind = at + size >= name.size() || !is_word(name[at + size]);
    return is_free_before && is_free_behind;
  }

  /// A new revision as `alembic merge` writes it, in the style of the last head; its date is the
  /// later one of theirs, so that two runs give the same bytes.
  std::string merge() {
    Style style;
    std::string_view model_file;
    std::string date;
    std::string text;
    std::vector<std::string> shown;
    for (const std::string& head : request_.merge) {
      shown.push_back(head);
      if (!is_plain(head)) refuse(head, "an id holds a quote");
      for (const auto& [file, revision] : by_file_) {
        if (revision->id != head) continue;
        model_file = file;
        text = system::read_file(path(file));
        const Metadata metadata = find_metadata(text);
        date = std::max(date, std::string(metadata.create_date));
        style = style_of(text, metadata);
      }
    }
    const std::string id =
        core::next_id(request_.merge.back(), ids_, system::join(request_.merge, ","));
    ids_.push_back(id);
    result_.merge_id = id;
    const std::string message = "merge " + system::join(shown, " and ");
    std::string file = system::format("{}_{}.py", id, slug(message));
    file = system::join_path(system::parent_path(model_file), file);
    if (!files_.insert(file).second) refuse(file, "it is there already");
    result_.fix.creations.push_back({file, merge_text(message, id, date, style)});
    return id;
  }

  static Style style_of(std::string_view text, const Metadata& metadata) {
    Style style{.quote = metadata.quote, .annotation = "", .has_returns = false};
    const std::string_view before = text.substr(0, metadata.revision.begin);
    const std::size_t line = before.find_last_of("\r\n") + 1;
    if (before.substr(line).find(':') != std::string_view::npos) style.annotation = ": str";
    style.has_returns = text.find(") -> None:") != std::string_view::npos;
    return style;
  }

  static std::string slug(std::string_view message) {
    std::string out;
    for (const char c : message) {
      if (is_word(c) || c == '_') {
        out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      } else if (!out.ends_with('_')) {
        out += '_';
      }
    }
    if (out.size() > most_slug_characters) {
      out.resize(most_slug_characters);
      out.resize(std::min(out.rfind('_'), out.size()));
    }
    return out;
  }

  [[nodiscard]] std::string merge_text(const std::string& message, const std::string& id,
                                       const std::string& date, const Style& style) const {
    const bool is_typed = !style.annotation.empty();
    const std::string_view parents_type = is_typed ? ": Union[str, Sequence[str], None]" : "";
    const std::string_view returns = style.has_returns ? " -> None" : "";
    std::string text = system::format("\"\"\"{}\n\nRevision ID: {}\nRevises: {}\n", message, id,
                                      system::join(request_.merge, ", "));
    if (!date.empty()) text += system::format("Create Date: {}\n", date);
    text += "\n\"\"\"\n";
    if (is_typed) text += "from typing import Sequence, Union\n\n";
    text += "# revision identifiers, used by Alembic.\n";
    text += system::format("revision{} = {}{}{}\n", style.annotation, style.quote, id, style.quote);
    text +=
        system::format("down_revision{} = {}\n", parents_type, source(request_.merge, style.quote));
    text += system::format("branch_labels{0} = None\ndepends_on{0} = None\n", parents_type);
    text += system::format("\n\ndef upgrade(){0}:\n    pass\n\n\ndef downgrade(){0}:\n    pass\n",
                           returns);
    return text;
  }

  const Place& place_;
  const EditRequest& request_;
  std::set<std::string> files_;
  std::vector<std::string> ids_;
  std::map<std::string, const RevisionFile*> by_file_;
  EditResult result_;
};

}  // namespace

EditResult AlembicTree::edit(const EditRequest& request) const {
  return Editor(place_, reading_, request).run();
}

std::string AlembicTree::written_at(const Change& change) const {
  const std::string text = system::read_file(system::join_path(place_.root, change.deploy.file));
  return std::string(find_metadata(text).create_date);
}

/// `alembic stamp` takes everything below the revision for applied as well.
std::vector<std::string> AlembicTree::register_commands(
    const std::vector<const Change*>& changes) const {
  std::set<std::string_view> parents;
  for (const Change* change : changes)
    parents.insert(change->parents.begin(), change->parents.end());
  std::string heads;
  for (const Change* change : changes)
    if (!parents.contains(change->id)) heads += " " + change->id;
  return {"alembic stamp" + heads};
}

}  // namespace plumbline::adapters::alembic
