// A code and a link, for the person who passes them on.
#pragma once

#include "apps/cordee/context.hpp"
#include "core/endpoint/invite.hpp"

#include <chrono>

namespace cordee::cli {

/// The code and the link are results, a line each; what to do with them is said.
void show_invitation(Context& context, const endpoint::Invited& invited, std::chrono::minutes life);

} // namespace cordee::cli
