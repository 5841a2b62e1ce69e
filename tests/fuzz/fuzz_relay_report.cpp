// What relays and endpoints tell a broker about the network of relays, and what a relay tells its reporter.
#include "apps/broker/relays/end_facts.hpp"
#include "apps/broker/relays/relay_report.hpp"
#include "apps/relay-reporter/load.hpp"
#include "core/crypto/relay_report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const auto text = as_text(View{data, size});
    if (const auto proof = crypto::parse_report_proof(text))
        (void)crypto::verify_report(View{}, "relay", text, *proof);
    (void)reporter::read_load(text, "paris");
    if (const auto place = broker::place_from_text(text); place && broker::place_to_text(place).empty())
        __builtin_trap();
    const auto object = json::parse(text);
    if (!object)
        return 0;
    (void)broker::relay_report_from_json(**object);
    (void)broker::probes_from_json(**object);
    return 0;
}
