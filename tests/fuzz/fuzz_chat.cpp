// What is understood is written and read again; a conversation takes it without harm.
#include "conversation.hpp"

#include <cstdlib>

using namespace cordee::chat;

namespace {

class Around final : public Conversation::Around {
public:
    bool send(View) override { return true; }
    bool show(const Said&) override { return true; }
    void keep(const Said&) override {}
    void forget(const Said&) override {}
    void keep(const State&) override {}
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View bytes{data, size};
    const auto decoded = decode(bytes);
    if (decoded.message && decode(encode(*decoded.message)).broken)
        std::abort();
    Around around;
    State state;
    state.own_history = 1;
    Conversation conversation{around, state, {}};
    conversation.begin();
    if (!conversation.received(encode(Hello{kVersion, 2, 1, 0})))
        std::abort();
    conversation.received(bytes);
    return 0;
}
