// threads: sends in its constructor, when it is not active.
#include <cordee/plugin.hpp>

namespace {

class SendsEarly final : public cordee::sdk::Plugin {
public:
    explicit SendsEarly(cordee::sdk::Host host) { host.send(0, cordee::sdk::Message{}); }
    void received(std::uint16_t, cordee::sdk::Message) override {}
};

} // namespace

CORDEE_PLUGIN("sends-early", SendsEarly);
