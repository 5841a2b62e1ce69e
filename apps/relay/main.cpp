// cordee-relay: settings, then the service.
#include "apps/relay/service.hpp"
#include "core/base/program.hpp"

int main(int argc, char** argv)
{
    using namespace cordee;
    relay::Settings settings;
    const auto run = [&](const Reread& reread) {
        relay::Service{settings, reread}.run();
        return kExitDone;
    };
    return run_server({"cordee-relay", "Joins the two sides of a session and forwards what it cannot read.",
                       settings.list(), run, [&] { settings.check(); }},
                      argc, argv);
}
