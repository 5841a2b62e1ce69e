#include "apps/agent/join.hpp"
#include "core/base/program.hpp"
#include "core/endpoint/system_terminal.hpp"

int main(int argc, char** argv)
{
    using namespace cordee;
    return run_program("cordee-agent", [&] {
        endpoint::SystemTerminal terminal{"cordee-agent"};
        agent::Context context{terminal, endpoint::folders_of_environment()};
        return agent::run_command_line(context, take_arguments(argc, argv));
    });
}
