// What a hostile broker answers to an endpoint.
#include "core/endpoint/broker_answers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const auto text = as_text(View{data, size});
    (void)endpoint::read_problem(text);
    const auto answer = json::parse(text);
    if (!answer)
        return 0;
    (void)endpoint::read_login(**answer);
    (void)endpoint::read_grant_keys(**answer);
    (void)endpoint::read_invitation(**answer);
    (void)endpoint::read_meeting(**answer);
    (void)endpoint::read_relays(**answer);
    (void)endpoint::read_probed_relays(**answer);
    (void)endpoint::read_relay_list(**answer);
    (void)endpoint::read_relay_credentials(**answer);
    (void)endpoint::read_relay_reason(**answer);
    (void)endpoint::read_connection_settings(**answer);
    (void)endpoint::read_grant(**answer);
    (void)endpoint::read_sessions(**answer);
    (void)endpoint::read_new_device(**answer);
    (void)endpoint::read_enrolled_device(**answer);
    (void)endpoint::read_devices(**answer);
    (void)endpoint::read_device_meeting(**answer);
    (void)endpoint::read_introduction(**answer);
    (void)endpoint::read_offered_module(**answer);
    return 0;
}
