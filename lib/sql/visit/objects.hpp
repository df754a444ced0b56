/// Visitors of everything that is neither a table nor an index nor a view: what `object_visitors()`
/// lists, one file a kind of object.
#pragma once

#include "sql/effects.hpp"
#include "sql/node.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

using Describe = void(const Node& statement, EffectsOf& effects);
using Apply = void(const Node& statement, Session& session);

// schemas.cpp
Describe describe_create_schema;
Apply create_schema;

// composite_types.cpp, enums.cpp, ranges.cpp, domains.cpp
Describe describe_composite_type, describe_enum, describe_range, describe_domain;
Apply create_composite_type, create_enum, create_range, create_domain;

// definitions.cpp: CREATE TYPE, AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH …
Describe describe_definition;
Apply create_definition;
Apply create_base_type, create_aggregate, create_operator, create_collation;
Apply create_text_search_parser, create_text_search_template, create_text_search_dictionary,
    create_text_search_configuration;

// functions.cpp
Describe describe_function;
Apply create_function;

// casts.cpp, operators.cpp, operator_families.cpp
Describe describe_cast, describe_transform;
Apply create_cast, create_transform;
Describe describe_operator_class, describe_operator_family, describe_alter_operator_family,
    describe_alter_operator;
Apply create_operator_class, create_operator_family, alter_operator_family, alter_operator;

// languages.cpp, extensions.cpp
Describe describe_language, describe_access_method, describe_conversion, describe_extension;
Apply create_language, create_access_method, create_conversion, create_extension;

// roles.cpp, role_settings.cpp
Describe describe_role, describe_alter_role, describe_role_setting, describe_database_setting;
Apply create_role, alter_role, set_role_setting, set_database_setting;

// foreign.cpp
Describe describe_wrapper, describe_alter_wrapper, describe_server, describe_alter_server,
    describe_user_mapping, describe_alter_user_mapping, describe_drop_user_mapping,
    describe_foreign_import;
Apply create_wrapper, alter_wrapper, create_server, alter_server, create_user_mapping,
    alter_user_mapping, drop_user_mapping, import_foreign_schema;

// publications.cpp, subscriptions.cpp, event_triggers.cpp
Describe describe_publication, describe_alter_publication, describe_subscription,
    describe_alter_subscription, describe_drop_subscription, describe_event_trigger,
    describe_alter_event_trigger;
Apply create_publication, alter_publication, create_subscription, alter_subscription,
    drop_subscription, create_event_trigger, alter_event_trigger;

// text_search.cpp, collations.cpp
Describe describe_alter_configuration, describe_alter_dictionary, describe_alter_collation;
Apply alter_text_search_configuration, alter_text_search_dictionary, alter_collation;

// databases.cpp
Describe describe_create_database, describe_drop_database, describe_alter_database,
    describe_alter_system, describe_create_tablespace, describe_drop_tablespace,
    describe_alter_tablespace;
Apply create_database, drop_database, alter_database, alter_system, create_tablespace,
    drop_tablespace, alter_tablespace;

}  // namespace plumbline::sql
