// permission-lost: takes a permission for something that stays.
#include <cordee/plugin.hpp>

#include <stdexcept>

namespace {

class NeedsPermission final : public cordee::sdk::Plugin {
public:
    explicit NeedsPermission(cordee::sdk::Host host) : host_{host} {}
    void received(std::uint16_t, cordee::sdk::Message) override
    {
        if (!host_.permitted("use"))
            throw std::logic_error{"the permission was there"};
    }

private:
    cordee::sdk::Host host_;
};

} // namespace

CORDEE_PLUGIN("needs-permission", NeedsPermission);
