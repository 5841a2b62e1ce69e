// manifest: connects to the display, which manifest.json does not name.
#include <cordee/ext/display.h>
#include <cordee/plugin.hpp>

namespace {

class WantsDisplay final : public cordee::sdk::Plugin {
public:
    explicit WantsDisplay(cordee::sdk::Host host) : host_{host} {}
    void activate() override
    {
        int descriptor = -1;
        if (const auto* display = host_.half<cordee_host_display>(CORDEE_EXT_DISPLAY))
            display->connect(host_.c_host(), &descriptor);
    }
    void received(std::uint16_t, cordee::sdk::Message) override {}

private:
    cordee::sdk::Host host_;
};

} // namespace

CORDEE_PLUGIN("wants-display", WantsDisplay);
