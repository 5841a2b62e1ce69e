// A module that does what its other half's person types: for tests of programs with several modules. Its
// README lists the words.
#include <cordee/plugin.hpp>

#include <stdexcept>
#include <string>

namespace {

using namespace cordee::sdk;

class Chores final : public Plugin {
public:
    explicit Chores(Host host)
        : host_{host}, lines_{host}, settings_{host}, consent_{host}, tasks_{host}, audit_{host}
    {}

    void activate() override
    {
        if (settings_.on("broken"))
            throw std::runtime_error{"it is broken, as its settings say"};
        lines_.show(settings_.text("greeting").value_or("?"));
    }

    /// Goes to the other half, whose person sees what comes of it.
    void typed(std::string_view line) override
    {
        host_.send(0, Message{reinterpret_cast<const std::uint8_t*>(line.data()), line.size()});
    }
    void dropped(const std::vector<std::string_view>& names) override
    {
        for (const auto name : names)
            lines_.show("dropped: " + std::string{name});
    }

    void received(std::uint16_t, Message message) override
    {
        const std::string line{reinterpret_cast<const char*>(message.data()), message.size()};
        if (line == "ask")
            consent_.ask(1, "May the chore be done?", {"no", "once", "always"});
        else if (line == "record")
            lines_.show(audit_.record("chore-done", Facts{}.add("minutes", 5)) == CORDEE_OK ? "recorded"
                                                                                            : "not recorded");
        else if (line.rfind("keep ", 0) == 0)
            keep(message.data() + 5, message.size() - 5);
        else
            lines_.show("there: " + line);
    }
    void answered(std::uint32_t, std::uint32_t choice) override
    {
        lines_.show("answered " + std::to_string(choice));
    }

private:
    void keep(const std::uint8_t* data, std::size_t size)
    {
        const auto kept = Storage::kept(host_).write("thing", Message{data, size});
        lines_.show(kept == CORDEE_OK ? "kept" : "not kept");
    }

    Host host_;
    Lines lines_;
    Settings settings_;
    Consent consent_;
    Tasks tasks_;
    Audit audit_;
};

} // namespace

CORDEE_PLUGIN(CHORES_ID, Chores);
