// manifest: asks for a permission that manifest.json does not name.
#include <cordee/plugin.hpp>

namespace {

class WrongPermission final : public cordee::sdk::Plugin {
public:
    explicit WrongPermission(cordee::sdk::Host host) : host_{host} {}
    void activate() override
    {
        if (host_.permitted("everything"))
            host_.info("no limits");
    }
    void received(std::uint16_t, cordee::sdk::Message) override {}

private:
    cordee::sdk::Host host_;
};

} // namespace

CORDEE_PLUGIN("wrong-permission", WrongPermission);
