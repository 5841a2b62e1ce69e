// The plugin that bench_plugin measures. Orders come on channel 0, bulk on channel 1:
//   e…          comes back as it is
//   s COUNT SIZE  sends so many messages of that size
//   c COUNT       answers "done" when so many have come
#include <cordee/plugin.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace {

class Measured final : public cordee::sdk::Plugin {
public:
    explicit Measured(cordee::sdk::Host host) : host_{host} {}

    void received(std::uint16_t channel, cordee::sdk::Message message) override
    {
        if (channel == 1)
            return counted(message);
        if (message[0] == 'e') {
            host_.send(0, message);
            return;
        }
        std::istringstream order{std::string(message.begin() + 1, message.end())};
        order >> (message[0] == 's' ? to_send_ : to_come_);
        std::size_t size = 0;
        if (order >> size)
            bulk_.assign(size, 'x');
        writable();
    }

    void writable() override
    {
        while (to_send_ != 0 && host_.send(1, bulk_) == CORDEE_OK)
            --to_send_;
    }

private:
    /// Looks at each page, as somebody who uses it does.
    void counted(cordee::sdk::Message message)
    {
        constexpr std::size_t kPage = 4096;
        for (std::size_t at = 0; at < message.size(); at += kPage)
            seen_ = seen_ + message[at];
        if (to_come_ != 0 && --to_come_ == 0) {
            const std::string done{"done"};
            host_.send(0, {reinterpret_cast<const std::uint8_t*>(done.data()), done.size()});
        }
    }

    cordee::sdk::Host host_;
    std::vector<std::uint8_t> bulk_;
    std::size_t to_send_ = 0;
    std::size_t to_come_ = 0;
    volatile unsigned seen_ = 0;
};

} // namespace

CORDEE_PLUGIN("measured", Measured);
