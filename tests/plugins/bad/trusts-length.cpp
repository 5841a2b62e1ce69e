// malformed: believes the length that a message states.
#include <cordee/plugin.hpp>

#include <cstring>
#include <vector>

namespace {

class TrustsLength final : public cordee::sdk::Plugin {
public:
    explicit TrustsLength(cordee::sdk::Host) {}
    void received(std::uint16_t, cordee::sdk::Message message) override
    {
        std::uint32_t length = 0;
        if (message.size() < sizeof length)
            return;
        std::memcpy(&length, message.data(), sizeof length);
        const std::vector<std::uint8_t> text(message.data() + sizeof length,
                                             message.data() + sizeof length + length);
        sum_ = sum_ + static_cast<unsigned>(text.size());
    }

private:
    volatile unsigned sum_ = 0;
};

} // namespace

CORDEE_PLUGIN("trusts-length", TrustsLength);
