// memory: takes some for each message, and does not free it.
#include <cordee/plugin.hpp>

#include <cstdlib>
#include <cstring>

namespace {

class LeaksMemory final : public cordee::sdk::Plugin {
public:
    explicit LeaksMemory(cordee::sdk::Host) {}
    void received(std::uint16_t, cordee::sdk::Message) override
    {
        constexpr std::size_t size = 1000;
        last_ = std::malloc(size);
        if (last_ != nullptr)
            std::memset(last_, 1, size);
    }

private:
    void* last_ = nullptr;
};

} // namespace

CORDEE_PLUGIN("leaks-memory", LeaksMemory);
