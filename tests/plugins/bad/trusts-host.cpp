// unknown-extensions: uses an extension without a look at whether the host has it.
#include <cordee/ext/memory.h>
#include <cordee/plugin.hpp>

namespace {

class TrustsHost final : public cordee::sdk::Plugin {
public:
    explicit TrustsHost(cordee::sdk::Host host) : host_{host} {}
    void activate() override
    {
        const auto* memory = host_.half<cordee_host_memory>(CORDEE_EXT_MEMORY);
        memory->release(host_.c_host(), 0);
    }
    void received(std::uint16_t, cordee::sdk::Message) override {}

private:
    cordee::sdk::Host host_;
};

} // namespace

CORDEE_PLUGIN("trusts-host", TrustsHost);
