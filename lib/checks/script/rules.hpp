/// The script rules, one a file, named as the rule. Each looks at one statement.
#pragma once

#include "checks/script/scene.hpp"

namespace plumbline::checks::script {

void blocking_index(const Step& step, Scene& scene);
void blocking_index_removal(const Step& step, Scene& scene);
void blocking_refresh(const Step& step, Scene& scene);
void blocking_reindex(const Step& step, Scene& scene);
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
void locks_in_one_transaction(const Step& step, Scene& scene);
void locks_other_table(const Step& step, Scene& scene);
void no_lock_timeout(const Step& step, Scene& scene);
void not_in_transaction(const Step& step, Scene& scene);
void not_null_without_default(const Step& step, Scene& scene);
void opens_access(const Step& step, Scene& scene);
void partition_lock(const Step& step, Scene& scene);
void rename(const Step& step, Scene& scene);
void rewrite(const Step& step, Scene& scene);
void security_definer(const Step& step, Scene& scene);
void set_not_null(const Step& step, Scene& scene);
void several_passes(const Step& step, Scene& scene);
void transaction_control(const Step& step, Scene& scene);
void type_change(const Step& step, Scene& scene);
void validated_in_same_transaction(const Step& step, Scene& scene);
void validating_constraint(const Step& step, Scene& scene);
void whole_table_write(const Step& step, Scene& scene);

using ScriptRule = void (*)(const Step&, Scene&);
inline constexpr ScriptRule rules[] = {
    blocking_index,
    blocking_index_removal,
    blocking_refresh,
    blocking_reindex,
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
    locks_in_one_transaction,
    locks_other_table,
    no_lock_timeout,
    not_in_transaction,
    not_null_without_default,
    opens_access,
    partition_lock,
    rename,
    rewrite,
    security_definer,
    set_not_null,
    several_passes,
    transaction_control,
    type_change,
    validated_in_same_transaction,
    validating_constraint,
    whole_table_write,
};

}  // namespace plumbline::checks::script
