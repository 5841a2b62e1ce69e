// descriptors: opens something for each message, and does not close it.
#include <cordee/plugin.hpp>

#include <fcntl.h>

namespace {

class LeaksDescriptors final : public cordee::sdk::Plugin {
public:
    explicit LeaksDescriptors(cordee::sdk::Host) {}
    void received(std::uint16_t, cordee::sdk::Message) override
    {
        if (++count_ % 100 == 0)
            last_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }

private:
    int last_ = -1;
    int count_ = 0;
};

} // namespace

CORDEE_PLUGIN("leaks-descriptors", LeaksDescriptors);
