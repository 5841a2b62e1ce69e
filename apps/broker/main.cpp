#include "apps/broker/run.hpp"
#include "core/base/server_program.hpp"

int main(int argc, char** argv)
{
    cordee::broker::BrokerSettings settings;
    return cordee::run_server(
        {"cordee-broker", "Lets operators and clients meet: accounts, policy, invitations, grants, packages.",
         settings.list(), [&](const cordee::Reread&) { return cordee::broker::run(settings); },
         [&] { cordee::broker::check(settings); }},
        argc, argv);
}
