/// What sqlx's resolver answers, in the form of tests/conformance/sqlx/README.md.
#include "adapters/sqlx/tree.hpp"
#include "adapters/sqlx/words.hpp"
#include "core/json.hpp"
#include "system/files.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

std::string SqlxTree::tool_json() const {
  core::JsonWriter json;
  json.begin_object().key("migrations").begin_array();
  if (!plan_.refusal) {
    for (const Migration& migration : resolution_.migrations) {
      json.begin_object()
          .member("version", migration.version)
          .member("description", migration.description)
          .member("type", type_name(migration.type))
          .member("checksum", migration.checksum)
          .member("no_tx", migration.no_tx)
          .member("file", system::to_valid_utf8(migration.file))
          .end_object();
    }
  }
  json.end_array().key("error");
  if (config_.error) {
    json.string(*config_.error);
  } else if (resolution_.error && resolution_.folder.empty()) {
    // The library names the folder as it was given to it; here it is always given whole.
    const std::string path = system::join_path(system::real_path(root_), directory_);
    json.string(resolving("error canonicalizing path " + system::to_valid_utf8(path)));
  } else if (resolution_.error) {
    json.string(resolving(*resolution_.error));
  } else {
    json.null();
  }
  return std::move(json.end_object()).finish();
}

}  // namespace plumbline::adapters::sqlx
