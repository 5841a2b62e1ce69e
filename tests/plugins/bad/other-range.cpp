// entry: the library says another range of the interface than manifest.json.
#include <cordee/plugin.hpp>

namespace {

class OtherRange final : public cordee::sdk::Plugin {
public:
    explicit OtherRange(cordee::sdk::Host) {}
    void received(std::uint16_t, cordee::sdk::Message) override {}
};

} // namespace

extern "C" CORDEE_EXPORT const cordee_plugin_entry cordee_entry = {1, CORDEE_ABI_VERSION + 4, "other-range",
                                                                   &cordee::sdk::Adapter<OtherRange>::create};
