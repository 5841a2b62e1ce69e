// The C++ wrapper over a host that only remembers.
#include <cordee/plugin.hpp>

#include <boost/test/unit_test.hpp>

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace sdk = cordee::sdk;

std::vector<std::string> events; // what the plugin did to its host

class Faulty final : public sdk::Plugin {
public:
    explicit Faulty(sdk::Host host) : host_{host}
    {
        if (host_.peer_name() == "throw")
            throw std::runtime_error{"no"};
    }
    void activate() override { throw std::runtime_error{"there is no microphone"}; }
    void deactivate() override { throw 7; }
    void received(std::uint16_t channel, sdk::Message message) override
    {
        const std::span<const std::uint8_t> bytes = message;
        host_.send(channel, std::vector<std::uint8_t>(bytes.rbegin(), bytes.rend()));
    }

private:
    sdk::Host host_;
};

struct Host {
    std::string peer = "Ada";
    bool empty = false; // a host without any extension

    static const void* get_extension(const cordee_host* host, const char* id)
    {
        static constexpr cordee_host_channel channel{
            [](const cordee_host*, std::uint16_t number, const std::uint8_t* data, std::size_t size) {
                events.push_back("send " + std::to_string(number) + " " + std::string(data, data + size));
                return CORDEE_OK;
            }};
        static constexpr cordee_host_log log{
            [](const cordee_host*, cordee_log_level level, const char* text, std::size_t size) {
                events.push_back("log " + std::to_string(level) + " " + std::string(text, size));
            }};
        static constexpr cordee_host_session session{
            [](const cordee_host*) { return CORDEE_SIDE_CONTROLLING; },
            [](const cordee_host*, const char*) { return 1; },
            [](const cordee_host* self) {
                const auto& name = static_cast<Host*>(self->host_data)->peer;
                return cordee_text{name.data(), name.size()};
            },
            [](const cordee_host*) {
                return cordee_text{"fr", 2};
            },
            [](const cordee_host*) { events.emplace_back("finish"); }};
        const std::string wanted{id};
        if (static_cast<Host*>(host->host_data)->empty)
            return nullptr;
        if (wanted == CORDEE_EXT_CHANNEL)
            return &channel;
        return wanted == CORDEE_EXT_LOG ? static_cast<const void*>(&log) : &session;
    }

    cordee_host c{CORDEE_ABI_VERSION, this, &get_extension};
};

} // namespace

BOOST_AUTO_TEST_SUITE(wrapper)

BOOST_AUTO_TEST_CASE(no_exception_crosses_the_interface)
{
    events.clear();
    Host host;
    const auto* plugin = sdk::Adapter<Faulty>::create(&host.c);
    BOOST_REQUIRE(plugin != nullptr);
    BOOST_TEST(plugin->activate(plugin) == CORDEE_FAILED);
    plugin->deactivate(plugin);
    plugin->destroy(plugin);
    BOOST_TEST((events == std::vector<std::string>{"log 3 there is no microphone",
                                                   "log 3 the plugin failed without a reason"}));
    host.peer = "throw";
    BOOST_TEST(sdk::Adapter<Faulty>::create(&host.c) == nullptr);
}

BOOST_AUTO_TEST_CASE(messages_go_through_the_channel_extension)
{
    events.clear();
    Host host;
    const auto* plugin = sdk::Adapter<Faulty>::create(&host.c);
    const auto* channel =
        static_cast<const cordee_plugin_channel*>(plugin->get_extension(plugin, CORDEE_EXT_CHANNEL));
    BOOST_REQUIRE(channel != nullptr);
    BOOST_TEST(plugin->get_extension(plugin, "cordee.unknown/1") == nullptr);
    const std::uint8_t bytes[]{'a', 'b', 'c'};
    channel->received(plugin, 3, bytes, sizeof bytes);
    plugin->destroy(plugin);
    BOOST_TEST((events == std::vector<std::string>{"send 3 cba"}));
}

BOOST_AUTO_TEST_CASE(a_host_without_extensions_is_lived_with)
{
    Host host;
    host.empty = true;
    const sdk::Host wrapped{&host.c};
    BOOST_TEST(wrapped.send(0, {}) == CORDEE_CLOSED);
    BOOST_TEST(!wrapped.permitted("view"));
    BOOST_TEST(wrapped.language() == "en");
    BOOST_TEST(wrapped.peer_name().empty());
    wrapped.finish();
    wrapped.error("nobody hears this");
}

BOOST_AUTO_TEST_SUITE_END()
