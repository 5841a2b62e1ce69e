// A plugin that uses every extension as it is told to, over channel 0: VERB [ARGUMENTS]. What happens is told
// there, too.
#include <cordee/plugin.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

namespace sdk = cordee::sdk;

std::string rest_of(std::istream& in)
{
    std::string out;
    std::getline(in >> std::ws, out);
    return out;
}

std::vector<std::string> split(const std::string& text, char at)
{
    std::vector<std::string> out;
    std::istringstream in{text};
    for (std::string part; std::getline(in, part, at);)
        out.push_back(part);
    return out;
}

/// Past the plugin host, as a process would that is not running it any more: a frame of the type, with a
/// channel and bytes in hex.
void write_frame(std::istream& in)
{
    unsigned type = 0;
    unsigned channel = 0;
    std::string hex;
    in >> type >> channel >> hex;
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    const auto size = static_cast<std::uint32_t>(bytes.size());
    std::string frame{static_cast<char>(type), '\0', static_cast<char>(channel >> 8),
                      static_cast<char>(channel)};
    for (int shift = 24; shift >= 0; shift -= 8)
        frame += static_cast<char>(size >> shift);
    frame += bytes;
    [[maybe_unused]] const auto n = write(3, frame.data(), frame.size());
}

class Versatile final : public sdk::Plugin {
public:
    explicit Versatile(sdk::Host host) : host_{host} {}

    void activate() override
    {
        if (host_.peer_name() == "asks at once")
            sdk::Consent{host_}.ask(1, "at once?", {"no", "yes"});
    }

    void deactivate() override
    {
        if (thread_.joinable())
            thread_.join();
        if (host_.peer_name() == "late") // everything has ended by now
            host_.error("timer " + std::to_string(sdk::Timer{host_}.start(1, std::chrono::milliseconds{0})) +
                        " show " + std::to_string(sdk::Lines{host_}.show("late")));
    }

    void received(std::uint16_t, sdk::Message message) override
    {
        std::istringstream in{std::string(message.begin(), message.end())};
        std::string verb;
        in >> verb;
        if (verb == "task-die")
            die_in_task_ = true;
        else if (verb == "die")
            std::abort();
        else if (verb == "frame")
            write_frame(in);
        else
            tell(reply_to(verb, in));
    }

    void peer_restarted() override { tell("peer"); }
    void expired(std::uint32_t timer) override
    {
        if (timer == kAgain && ++again_ < 1000)
            sdk::Timer{host_}.start(kAgain, std::chrono::milliseconds{0});
        else if (timer == kStopper)
            sdk::Timer{host_}.stop(kStopped);
        else
            tell("expired " + std::to_string(timer));
    }
    void settings_changed() override { tell("settings"); }
    void answered(std::uint32_t question, std::uint32_t choice) override
    {
        tell("answered " + std::to_string(question) + " " + std::to_string(choice));
    }
    bool begin_task(std::uint32_t task, std::string_view wish) override
    {
        if (wish == "{\"do\":\"nothing\"}")
            return false;
        tell("begin " + std::to_string(task) + " " + std::string{wish});
        if (die_in_task_)
            std::abort();
        return true;
    }
    void act_on_task(std::uint32_t task, sdk::TaskWish wish) override
    {
        tell("act " + std::to_string(task) + " " + std::to_string(static_cast<int>(wish)));
    }
    void typed(std::string_view line) override { tell("typed " + std::string{line}); }
    void dropped(const std::vector<std::string_view>& names) override
    {
        tell("dropped " + std::to_string(names.size()) + " " + std::string{names.back()});
    }

private:
    static constexpr std::uint32_t kAgain = 1000;
    static constexpr std::uint32_t kStopper = 1001;
    static constexpr std::uint32_t kStopped = 1002;

    std::string reply_to(const std::string& verb, std::istream& in)
    {
        if (verb == "alive")
            return "alive";
        if (verb == "again")
            return std::to_string(again_);
        if (verb == "timer" || verb == "thread-timer")
            return timer(in, verb == "thread-timer");
        if (verb == "stop-timer") {
            sdk::Timer{host_}.stop(number(in));
            return "stopped";
        }
        if (verb == "timers")
            return timers();
        if (verb == "stopping") {
            sdk::Timer{host_}.start(kStopper, std::chrono::milliseconds{0});
            sdk::Timer{host_}.start(kStopped, std::chrono::milliseconds{0});
            return "stopping";
        }
        if (verb == "setting")
            return sdk::Settings{host_}.text(rest_of(in).c_str()).value_or("none");
        if (verb == "small-setting")
            return small_setting(rest_of(in));
        if (verb == "ask")
            return ask(in);
        if (verb == "withdraw") {
            sdk::Consent{host_}.withdraw(number(in));
            return "withdrawn";
        }
        if (verb == "report")
            return report(in);
        if (verb == "reports")
            return reports(number(in));
        if (verb == "show")
            return show(rest_of(in));
        if (verb == "show-much")
            return show_much();
        if (verb == "lines")
            return sdk::Lines{host_}.available() ? "yes" : "no";
        if (verb == "record")
            return record(in);
        return storage(verb, in);
    }

    static std::uint32_t number(std::istream& in)
    {
        std::uint32_t out = 0;
        in >> out;
        return out;
    }

    std::string timer(std::istream& in, bool in_thread)
    {
        const auto timer = number(in);
        const std::chrono::milliseconds time{number(in)};
        if (!in_thread)
            return std::to_string(sdk::Timer{host_}.start(timer, time));
        if (thread_.joinable())
            thread_.join();
        thread_ = std::thread{[=, this] { sdk::Timer{host_}.start(timer, time); }};
        return "thread";
    }

    std::string timers()
    {
        int started = 0;
        while (sdk::Timer{host_}.start(static_cast<std::uint32_t>(started), std::chrono::hours{1}) ==
               CORDEE_OK)
            ++started;
        const auto again = sdk::Timer{host_}.start(0, std::chrono::hours{1}); // one of those that run
        return std::to_string(started) + " " + std::to_string(again);
    }

    std::string small_setting(const std::string& key)
    {
        char buffer[2];
        std::size_t size = sizeof buffer;
        const auto* half = host_.half<cordee_host_settings>(CORDEE_EXT_SETTINGS);
        const auto status = half->get(host_.c_host(), key.c_str(), buffer, &size);
        return std::to_string(status) + " " + std::to_string(size);
    }

    std::string ask(std::istream& in)
    {
        const auto question = number(in);
        const auto texts = split(rest_of(in), '|');
        const std::vector<std::string_view> choices{texts.begin() + 1, texts.end()};
        return std::to_string(sdk::Consent{host_}.ask(question, texts.front(), choices));
    }

    std::string report(std::istream& in)
    {
        sdk::TaskReport report;
        report.task = number(in);
        report.state = static_cast<sdk::TaskState>(number(in));
        const auto title = rest_of(in);
        report.title = title;
        return std::to_string(sdk::Tasks{host_}.report(report));
    }

    /// Many of one task, at once.
    std::string reports(std::uint32_t task)
    {
        sdk::TaskReport report;
        report.task = task;
        report.title = "many";
        for (report.done = 1; report.done <= 10'000; ++report.done)
            sdk::Tasks{host_}.report(report);
        return "reported";
    }

    /// "/" stands for the end of a line.
    std::string show(std::string text)
    {
        std::replace(text.begin(), text.end(), '/', '\n');
        return std::to_string(sdk::Lines{host_}.show(text));
    }

    std::string show_much()
    {
        const std::string text(1000, 'x');
        int shown = 0;
        while (sdk::Lines{host_}.show(text) == CORDEE_OK)
            ++shown;
        return std::to_string(shown);
    }

    std::string record(std::istream& in)
    {
        std::string act;
        in >> act;
        const auto facts = rest_of(in);
        const auto* half = host_.half<cordee_host_audit>(CORDEE_EXT_AUDIT);
        return std::to_string(half->record(host_.c_host(), act.c_str(), facts.data(), facts.size()));
    }

    std::string storage(const std::string& verb, std::istream& in)
    {
        std::string scope;
        std::string key;
        in >> scope >> key;
        const auto store = scope == "kept" ? sdk::Storage::kept(host_) : sdk::Storage::session(host_);
        if (verb == "write") {
            const auto text = rest_of(in);
            return std::to_string(
                store.write(key.c_str(), {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
        }
        if (verb == "write-large")
            return std::to_string(store.write(key.c_str(), std::vector<std::uint8_t>(number(in))));
        if (verb == "read") {
            const auto value = store.read(key.c_str());
            return value ? std::string(value->begin(), value->end()) : "none";
        }
        if (verb == "size") {
            const auto value = store.read(key.c_str());
            return value ? std::to_string(value->size()) : "none";
        }
        if (verb == "remove")
            return std::to_string(store.remove(key.c_str()));
        if (verb == "keys") {
            std::string out;
            for (const auto& one : store.keys())
                out += one + ";";
            return out;
        }
        return "?";
    }

    void tell(const std::string& text)
    {
        host_.send(0, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    sdk::Host host_;
    std::thread thread_;
    int again_ = 0;
    bool die_in_task_ = false;
};

} // namespace

CORDEE_PLUGIN("versatile", Versatile);
