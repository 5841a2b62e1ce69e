// What a proxy answers, what a setting or the environment says of one, and what a peer names as its
// addresses.
#include "core/transport/candidates.hpp"
#include "core/transport/proxy_answer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    using namespace cordee::transport;
    const auto text = as_text({data, size});
    // An answer that comes in pieces is judged as it is when it comes at once.
    const auto whole = parse_proxy_answer(text);
    if (whole && *whole && (*whole)->size > text.size())
        __builtin_trap();
    for (const auto cut : {size / 3, size / 2}) {
        const auto part = parse_proxy_answer(text.substr(0, cut));
        if (whole && *whole && (!part || (*part && (*part)->size != (*whole)->size)))
            __builtin_trap();
    }
    if (const auto proxy = parse_proxy(text)) {
        const auto request = proxy_request(*proxy, {"relay.example.org", 443});
        std::size_t lines = 0;
        for (auto at = request.find('\n'); at != std::string::npos; at = request.find('\n', at + 1))
            ++lines;
        if (lines != (proxy->user.empty() ? 4U : 5U)) // nobody puts a header of their own in
            __builtin_trap();
    }
    const auto list = parse_proxy_exceptions(text);
    (void)is_excepted(list, "relay.example.org");
    (void)is_excepted(list, "192.0.2.7");
    (void)is_excepted({"example.org", "10.0.0.0/8"}, text);
    for (const auto& each : judge_candidates(list))
        if (!is_usable_address(each.address()) || each.address().is_loopback())
            __builtin_trap();
    return 0;
}
