// manifest: sends on a channel that manifest.json does not name.
#include <cordee/plugin.hpp>

namespace {

class WrongChannel final : public cordee::sdk::Plugin {
public:
    explicit WrongChannel(cordee::sdk::Host host) : host_{host} {}
    void activate() override { host_.send(7, cordee::sdk::Message{}); }
    void received(std::uint16_t, cordee::sdk::Message) override {}

private:
    cordee::sdk::Host host_;
};

} // namespace

CORDEE_PLUGIN("wrong-channel", WrongChannel);
