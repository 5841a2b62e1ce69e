// The operator's half: asks, and shows what it is told.
#include "message.hpp"

#include <cordee/plugin.hpp>

#include <vector>

namespace system_information {
namespace {

namespace sdk = cordee::sdk;

struct Label {
    const char* key;
    const char* english;
    const char* french;
};

// In the order in which they are shown.
constexpr Label kLabels[]{
    {"name", "Name", "Nom"},
    {"system", "System", "Système"},
    {"kernel", "Kernel", "Noyau"},
    {"processor", "Processor", "Processeur"},
    {"processors", "Processors", "Processeurs"},
    {"memory", "Memory", "Mémoire"},
    {"swap", "Swap", "Échange"},
    {"disk", "Disk", "Disque"},
    {"load", "Load", "Charge"},
    {"up", "Running for", "En marche depuis"},
    {"time", "Local time", "Heure locale"},
};

class Controlling final : public sdk::Plugin {
public:
    explicit Controlling(sdk::Host host) : host_{host}, lines_{host}, tasks_{host} {}

    void activate() override { ask(); }
    void peer_restarted() override { ask(); }
    void writable() override
    {
        if (waiting_)
            ask();
    }

    void typed(std::string_view line) override
    {
        if (line == "refresh")
            ask();
        else
            lines_.show(french() ? "refresh : demander à nouveau" : "refresh: ask again");
    }

    bool begin_task(std::uint32_t task, std::string_view wish) override
    {
        if (wish.find("\"refresh\"") == std::string_view::npos)
            return false;
        running_.push_back(task);
        ask();
        return true;
    }

    void act_on_task(std::uint32_t task, sdk::TaskWish wish) override
    {
        if (wish == sdk::TaskWish::cancel && take(task))
            report(task, sdk::TaskState::cancelled, "");
    }

    void received(std::uint16_t, sdk::Message message) override
    {
        const auto text = text_of(message);
        if (text == kNo)
            return finish(sdk::TaskState::failed,
                          french() ? "La permission « look » manque : demandez-la, puis tapez refresh."
                                   : "The permission 'look' is missing: ask for it, then type refresh.");
        const auto facts = read_facts(text);
        if (!facts)
            return finish(sdk::TaskState::failed, french() ? "L'autre côté a répondu par autre chose."
                                                           : "The other side answered with something else.");
        finish(sdk::TaskState::done, page(*facts));
    }

private:
    bool french() const { return host_.language() == "fr"; }

    void ask() { waiting_ = host_.send(kFacts, message_of(kTell)) == CORDEE_AGAIN; }

    std::string page(const Facts& facts) const
    {
        std::string out;
        for (const auto& label : kLabels) {
            const auto fact = facts.find(label.key);
            if (fact != facts.end())
                out += (out.empty() ? "" : "\n") + std::string{french() ? label.french : label.english} +
                       (french() ? " : " : ": ") + fact->second;
        }
        return out;
    }

    void finish(sdk::TaskState state, const std::string& text)
    {
        lines_.show(text);
        for (const auto task : std::exchange(running_, {}))
            report(task, state, state == sdk::TaskState::done ? "" : text);
    }

    void report(std::uint32_t task, sdk::TaskState state, std::string_view detail) const
    {
        sdk::TaskReport report;
        report.task = task;
        report.state = state;
        report.title = french() ? "Informations système" : "System information";
        report.detail = detail;
        tasks_.report(report);
    }

    bool take(std::uint32_t task)
    {
        for (auto one = running_.begin(); one != running_.end(); ++one)
            if (*one == task) {
                running_.erase(one);
                return true;
            }
        return false;
    }

    sdk::Host host_;
    sdk::Lines lines_;
    sdk::Tasks tasks_;
    std::vector<std::uint32_t> running_;
    bool waiting_ = false;
};

} // namespace
} // namespace system_information

CORDEE_PLUGIN("system-information", system_information::Controlling);
