// flood: gives up when much was said.
#include <cordee/plugin.hpp>

#include <cstdlib>

namespace {

class Drowns final : public cordee::sdk::Plugin {
public:
    explicit Drowns(cordee::sdk::Host) {}
    void received(std::uint16_t, cordee::sdk::Message message) override
    {
        constexpr std::size_t largest = 8u << 20; // larger than anybody would send, it thinks
        if (message.size() > largest)
            std::abort();
    }
};

} // namespace

CORDEE_PLUGIN("drowns", Drowns);
