/// Everything that Plumbline offers to C++.
#pragma once

#include "plumbline/change.hpp"
#include "plumbline/error.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/fix.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/object.hpp"
#include "plumbline/pipeline.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/position.hpp"
#include "plumbline/project.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/report.hpp"
#include "plumbline/rule.hpp"
#include "plumbline/settings.hpp"
#include "plumbline/target.hpp"
#include "plumbline/version.hpp"
