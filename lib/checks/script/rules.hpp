/// The script rules, one a file, named as the rule. Each looks at one statement.
#pragma once

#include "checks/script/scene.hpp"

namespace plumbline::checks::script {

void blocking_index(const Step& step, Scene& scene);
void blocking_index_removal(const Step& step, Scene& scene);
void blocking_refresh(const Step& step, Scene& scene);
void blocking_reindex(const Step& step, Scene& scene);
void brief_lock(const Step& step, Scene& scene);
void column_order(const Step& step, Scene& scene);
void constraint_builds_index(const Step& step, Scene& scene);
void contract_change(const Step& step, Scene& scene);
void corrupt_index(const Step& step, Scene& scene);
void disables_trigger(const Step& step, Scene& scene);
void domain_constraint(const Step& step, Scene& scene);
void drop_cascade(const Step& step, Scene& scene);
void drops_data(const Step& step, Scene& scene);
void drops_object(const Step& step, Scene& scene);
void enum_order(const Step& step, Scene& scene);
void enum_value_used(const Step& step, Scene& scene);
void exclusive_lock(const Step& step, Scene& scene);
void identifier_too_long(const Step& step, Scene& scene);
void invalid_index_stays(const Step& step, Scene& scene);
void json_column(const Step& step, Scene& scene);
void limited_text(const Step& step, Scene& scene);
void locks_both_tables(const Step& step, Scene& scene);
void locks_in_one_transaction(const Step& step, Scene& scene);
void locks_other_table(const Step& step, Scene& scene);
void missing_comment(const Step& step, Scene& scene);
void mixed_work(const Step& step, Scene& scene);
void naming(const Step& step, Scene& scene);
void narrow_key(const Step& step, Scene& scene);
void no_lock_timeout(const Step& step, Scene& scene);
void no_statement_timeout(const Step& step, Scene& scene);
void not_in_transaction(const Step& step, Scene& scene);
void not_null_without_default(const Step& step, Scene& scene);
void nullable_key(const Step& step, Scene& scene);
void opens_access(const Step& step, Scene& scene);
void partition_lock(const Step& step, Scene& scene);
void quoted_name(const Step& step, Scene& scene);
void rename(const Step& step, Scene& scene);
void repeated_column(const Step& step, Scene& scene);
void rewrite(const Step& step, Scene& scene);
void security_definer(const Step& step, Scene& scene);
void serial_column(const Step& step, Scene& scene);
void set_not_null(const Step& step, Scene& scene);
void several_passes(const Step& step, Scene& scene);
void table_without_key(const Step& step, Scene& scene);
void table_without_schema(const Step& step, Scene& scene);
void timestamp_without_zone(const Step& step, Scene& scene);
void transaction_control(const Step& step, Scene& scene);
void type_change(const Step& step, Scene& scene);
void unindexed_foreign_key(const Step& step, Scene& scene);
void unnamed_constraint(const Step& step, Scene& scene);
void validated_in_same_transaction(const Step& step, Scene& scene);
void validates_rows(const Step& step, Scene& scene);
void validating_constraint(const Step& step, Scene& scene);
void whole_table_write(const Step& step, Scene& scene);
void wide_index(const Step& step, Scene& scene);
void works_under_lock(const Step& step, Scene& scene);

using ScriptRule = void (*)(const Step&, Scene&);
/// What looks at what others have said of the statement comes last.
inline constexpr ScriptRule rules[] = {
    blocking_index,
    blocking_index_removal,
    blocking_refresh,
    blocking_reindex,
    brief_lock,
    column_order,
    constraint_builds_index,
    contract_change,
    corrupt_index,
    disables_trigger,
    domain_constraint,
    drop_cascade,
    drops_data,
    drops_object,
    enum_order,
    enum_value_used,
    exclusive_lock,
    identifier_too_long,
    invalid_index_stays,
    json_column,
    limited_text,
    locks_both_tables,
    locks_in_one_transaction,
    locks_other_table,
    missing_comment,
    mixed_work,
    naming,
    narrow_key,
    no_lock_timeout,
    not_in_transaction,
    not_null_without_default,
    nullable_key,
    opens_access,
    partition_lock,
    quoted_name,
    rename,
    repeated_column,
    rewrite,
    security_definer,
    serial_column,
    set_not_null,
    several_passes,
    table_without_key,
    table_without_schema,
    timestamp_without_zone,
    transaction_control,
    type_change,
    unindexed_foreign_key,
    unnamed_constraint,
    validated_in_same_transaction,
    validates_rows,
    validating_constraint,
    whole_table_write,
    wide_index,
    works_under_lock,
    no_statement_timeout,
};

}  // namespace plumbline::checks::script
