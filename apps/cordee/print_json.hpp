// A broker's answer as it came, for programs that read it.
#pragma once

#include "apps/cordee/context.hpp"
#include "core/base/json.hpp"

#include <sstream>

namespace cordee::cli {

inline void print_json(const Context& context, const json::Object& object)
{
    std::ostringstream out;
    object.stringify(out, 2);
    context.terminal.print(out.str());
}

} // namespace cordee::cli
