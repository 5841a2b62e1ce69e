// ATTACH1 and ATTACH2 from anybody, raw and cut from genuine ones: nothing but the genuine record is taken.
// SEC-48
#include "core/session/resumption.hpp"

#include <algorithm>
#include <cstdlib>

using namespace cordee;
using namespace cordee::session;

namespace {

ResumeSecrets secrets()
{
    const crypto::Keys keys{Secret<32>{{1}}, Secret<32>{{2}}, {3}};
    return {crypto::KeySchedule{keys}, keys.hash, {4}};
}

/// The genuine record with bytes of the input laid over it, from the place that its first byte says.
Bytes overlaid(Bytes record, View input)
{
    if (input.empty())
        return record;
    const auto at = input[0] % record.size();
    const auto size = std::min(input.size() - 1, record.size() - at);
    std::copy_n(input.begin() + 1, size, record.begin() + static_cast<std::ptrdiff_t>(at));
    return record;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View input{data, size};
    for (const auto kind : {wire::Kind::attach1, wire::Kind::attach2}) {
        if (const auto attach = wire::decode_attach(kind, input))
            if (wire::encode_attach(kind, *attach) != to_bytes(input))
                std::abort();
        if (const auto counters = wire::decode_attach_payload(kind, input))
            if (wire::encode_attach_payload(kind, *counters) != to_bytes(input))
                std::abort();
    }
    // What fails changes nothing, so both wait for ever.
    static ResumeInitiator initiator{secrets(), system_random()};
    static ResumeResponder responder{secrets(), system_random(), system_clock()};
    static auto begun = initiator.begin(1, {1, 2}).value();
    static const auto answer = responder.answer(begun.attach1, {3, 4}).value();
    const auto changed = overlaid(begun.attach1, input);
    if (responder.answer(input, {}) || (changed != begun.attach1 && responder.answer(changed, {})))
        std::abort();
    const auto wrong = overlaid(answer.attach2, input);
    if (begun.pending.finish(input) || (wrong != answer.attach2 && begun.pending.finish(wrong)))
        std::abort();
    return 0;
}
