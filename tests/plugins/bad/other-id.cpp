// entry: the library says another id than manifest.json.
#include <cordee/plugin.hpp>

namespace {

class OtherId final : public cordee::sdk::Plugin {
public:
    explicit OtherId(cordee::sdk::Host) {}
    void received(std::uint16_t, cordee::sdk::Message) override {}
};

} // namespace

CORDEE_PLUGIN("another", OtherId);
