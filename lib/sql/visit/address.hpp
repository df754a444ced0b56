/// What a statement means by an object type and a name: DROP, COMMENT, RENAME, OWNER TO, SET
/// SCHEMA, GRANT and their kin. Rules: get_object_address (catalog/objectaddress.c),
/// LookupFuncWithArgs (parser/parse_func.c), RangeVarCallbackForAlterRelation
/// (commands/tablecmds.c).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/effects.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

/// A qualified name of a list of String nodes, cut to identifiers.
struct Named {
  std::string schema;  ///< "" when it is not qualified
  std::string own;

  /// As messages have it: "public.x".
  [[nodiscard]] std::string text() const { return schema.empty() ? own : schema + '.' + own; }
};

/// The first `count` of a list's parts (0 = all). Of another database → Unknown.
Named named(const Node& list, std::size_t count = 0);
Named named_range_var(const Node& range_var);

/// None when there is none; a missing schema is none too. Unknown for the system's.
Id find_relation_named(const Session& session, const Named& name);
/// As above, 3F000 and 42P01 when it is missing.
Id require_relation_named(const Session& session, const Named& name);
/// A type of the user's, a relation's row type included.
Id find_type_named(const Session& session, const Named& name);
/// 42704 `type "x" does not exist`, 3F000; Unknown for the system's.
Id require_type_named(const Session& session, const Named& name);
/// Of a kind that lies in a schema and is no relation, type or function.
Id find_in_path(const Session& session, ObjectKind kind, const Named& name,
                std::string_view suffix = {});

/// "(integer, text)" of a list of TypeName nodes, as functions' suffixes are; `is_operator`: an
/// empty node is NONE. Nothing when one of the types is not there and `missing_ok`.
std::optional<std::string> argument_types(Session& session, const Node& types, bool missing_ok,
                                          bool is_operator = false);

/// `object_type`: "OBJECT_FUNCTION" and so on. `object`: the node that DropStmt, CommentStmt,
/// RenameStmt … have for it. None only with `missing_ok`; fails as the server does for what is
/// missing or of another kind. Unknown for the system's own objects.
Id find_object(Session& session, std::string_view object_type, const Node& object,
               bool missing_ok = false);

/// Whether a relation is what the statement calls it; an index of a constraint is an index.
bool is_relation_of(const Catalog& catalog, Id id, std::string_view object_type);
/// 42809 `"x" is not a table`.
void require_relation_of(const Catalog& catalog, Id id, std::string_view object_type);
/// "a table", "an index".
std::string_view relation_kind_phrase(std::string_view object_type) noexcept;

/// The constraint is one with an index, and the name of a relation.
bool is_index_like(const Catalog& catalog, Id id);
bool is_partitioned(const Catalog& catalog, Id id);

// -- For describe, from the text alone

/// "table", "function" …: the kind of Effects.
std::string_view effect_kind(std::string_view object_type) noexcept;
/// The name as the catalog would have it.
std::string effect_name(EffectsOf& effects, std::string_view object_type, const Node& object);
/// "integer", "public.mood[]" of a TypeName.
std::string effect_type(EffectsOf& effects, const Node& type_name);
/// "public.f(integer)" of an ObjectWithArgs.
std::string effect_function(EffectsOf& effects, const Node& object_with_args);
/// "public.t.c" of a RangeVar and a part's name.
std::string effect_part(EffectsOf& effects, const Node& range_var, std::string_view part);

}  // namespace plumbline::sql
