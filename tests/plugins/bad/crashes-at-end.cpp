// life: crashes when it is to end after it has lived a little.
#include <cordee/plugin.hpp>

#include <cstdlib>

namespace {

class CrashesAtEnd final : public cordee::sdk::Plugin {
public:
    explicit CrashesAtEnd(cordee::sdk::Host) {}
    void deactivate() override
    {
        if (lived_)
            std::abort();
    }
    void rate_changed(std::uint64_t) override { lived_ = true; }
    void received(std::uint16_t, cordee::sdk::Message) override {}

private:
    bool lived_ = false;
};

} // namespace

CORDEE_PLUGIN("crashes-at-end", CrashesAtEnd);
