#include "apps/cordee/command.hpp"
#include "core/base/program.hpp"
#include "core/endpoint/system_terminal.hpp"

int main(int argc, char** argv)
{
    using namespace cordee;
    return run_program("cordee", [&] {
        endpoint::SystemTerminal terminal{"cordee"};
        cli::Context context{terminal, endpoint::folders_of_environment()};
        return cli::run_command_line(context, take_arguments(argc, argv));
    });
}
