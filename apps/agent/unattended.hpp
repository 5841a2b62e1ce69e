// The commands of a computer that known operators reach without a person at it.
#pragma once

#include "apps/agent/context.hpp"

namespace cordee::agent {

/// `enrol LINK|TOKEN`: becomes a device of the organisation.
int run_enrol(Context& context, const Options& options);
/// `serve`: waits for known operators until it is stopped.
int run_serve(Context& context, const Options& options);
/// `paired list` and `paired remove WHO`.
int run_paired_list(Context& context, const Options& options);
int run_paired_remove(Context& context, const Options& options);

} // namespace cordee::agent
