// plugin list.
#include "apps/cordee/plugin.hpp"

namespace cordee::cli {

int run_plugin_list(Context& context, const Options& options)
{
    return run_module_list(context, options);
}

} // namespace cordee::cli
