// The rules, one function each; rule.hpp says how they are run.
#pragma once

#include "core/author/validator/rule.hpp"

namespace cordee::author {

// life.cpp: that it starts, ends and begins again as it should.
Verdict check_entry(const Case& of);
Verdict check_unknown_extensions(const Case& of);
Verdict check_life(const Case& of);
Verdict check_restart(const Case& of);
Verdict check_silence(const Case& of);

// conduct.cpp: what it does with what it was given.
Verdict check_promptness(const Case& of);
Verdict check_threads(const Case& of);
Verdict check_ownership(const Case& of);
Verdict check_manifest(const Case& of);
Verdict check_permission_lost(const Case& of);

// pressure.cpp: what the other side and the path may do to it.
Verdict check_flood(const Case& of);
Verdict check_malformed(const Case& of);
Verdict check_narrow_link(const Case& of);

// leaks.cpp: what it leaves behind.
Verdict check_descriptors(const Case& of);
Verdict check_memory(const Case& of);

} // namespace cordee::author
