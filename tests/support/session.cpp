#include "tests/support/session.hpp"

#include <stdexcept>

namespace cordee::test {

namespace {

std::vector<std::string> with_settings(std::vector<std::string> arguments)
{
    for (const auto* setting : {"connection.direct=false", "connection.patience=3s"})
        arguments.insert(arguments.end(), {"--set", setting});
    return arguments;
}

} // namespace

Session::Session(People& people, const std::string& link, const std::string& accept)
    : people_{people}, link_{link.empty() ? Installation::invite(people.operator_side) : link}
{
    control_ =
        std::make_unique<Process>(people.operator_side.program("cordee", with_settings({"control", link_})));
    agent_ = std::make_unique<Process>(
        people.client.program("cordee-agent", with_settings({"join", link_, "--accept", accept})));
}

Looker::Rectangle Session::window() const
{
    std::optional<Looker::Rectangle> found;
    if (!eventually([&] { return (found = people_.controlling.look().newest_window()).has_value(); }))
        throw std::runtime_error{"the operator has no window\n" + control_->everything() +
                                 agent_->everything()};
    return *found;
}

bool Session::shows_the_same(milliseconds deadline) const
{
    return eventually(
        [&] {
            const auto where = people_.controlling.look().newest_window();
            return where && people_.controlling.look().part(*where) == people_.controlled.look().screen();
        },
        deadline);
}

void Session::require_picture() const
{
    if (!shows_the_same())
        throw std::runtime_error{"the operator does not see the controlled screen\n" +
                                 control_->everything() + agent_->everything()};
}

void Session::type(const std::string& text) const
{
    const auto where = window();
    people_.controlling.xdotool({"mousemove", std::to_string(where.x + 200), std::to_string(where.y + 200),
                                 "click", "1", "sleep", "0.2", "type", "--delay", "20", text});
}

} // namespace cordee::test
