#include "tests/support/desktop.hpp"

#include "tests/support/text_file.hpp"

#include <stdexcept>

namespace cordee::test {

Desktop::Desktop(int width, int height, const std::string& colour)
{
    const auto screen = std::to_string(width) + "x" + std::to_string(height) + "x24";
    // It says its number on standard output once it listens.
    server_ = std::make_unique<Process>(
        Launch{"Xvfb",
               {"Xvfb", "-displayfd", "1", "-screen", "0", screen, "-nolisten", "tcp", "-noreset", "-ac"},
               {},
               {},
               {}});
    if (!eventually([&] { return server_->out().ends_with('\n'); }))
        throw std::runtime_error{"Xvfb does not come up: " + server_->everything()};
    const auto said = server_->out();
    name_ = ":" + said.substr(0, said.find('\n'));
    looker_ = std::make_unique<Looker>(name_);
    auto& manager = start({"openbox", "--sm-disable"});
    if (!eventually([&] { return looker_->managed(); }))
        throw std::runtime_error{"openbox does not come up: " + manager.everything()};
    start({"xsetroot", "-solid", colour}).wait();
}

std::map<std::string, std::string> Desktop::environment() const
{
    return {
        {"DISPLAY", name_}, {"HOME", home_.path()}, {"SHELL", "/bin/sh"}, {"ENV", home_.path() / ".shrc"}};
}

Process& Desktop::start(const std::vector<std::string>& command)
{
    return programs_.emplace_back(Launch{command.front(), command, environment(), {}, {}});
}

Process& Desktop::start_terminal()
{
    write_text(home_.path() / ".shrc", "PS1='$ '\ncd \"$HOME\"\n");
    auto& terminal = start({"xterm", "-geometry", "80x24+30+40", "-e", "/bin/sh"});
    if (!eventually([&] { return looker_->newest_window().has_value(); }))
        throw std::runtime_error{"xterm made no window: " + terminal.everything()};
    return terminal;
}

void Desktop::xdotool(std::vector<std::string> arguments) const
{
    arguments.insert(arguments.begin(), "xdotool");
    const auto done = run({"xdotool", std::move(arguments), environment(), {}, {}});
    if (done.status != 0)
        throw std::runtime_error{"xdotool: " + done.err};
}

Picture Desktop::still(milliseconds quiet) const
{
    using Clock = std::chrono::steady_clock;
    auto seen = looker_->screen();
    auto since = Clock::now();
    const bool calm = eventually([&] {
        auto now = looker_->screen();
        if (now != seen) {
            seen = std::move(now);
            since = Clock::now();
        }
        return Clock::now() - since >= quiet;
    });
    if (!calm)
        throw std::runtime_error{"the picture does not come to rest"};
    return seen;
}

void Desktop::save_png(const std::filesystem::path& file, const Looker::Rectangle& part) const
{
    const auto geometry = std::to_string(part.width) + "x" + std::to_string(part.height) + "+" +
                          std::to_string(part.x) + "+" + std::to_string(part.y);
    const auto done =
        run({"import",
             {"import", "-display", name_, "-window", "root", "-crop", geometry, "+repage", file},
             environment(),
             {},
             {}});
    if (done.status != 0)
        throw std::runtime_error{"import: " + done.err};
}

} // namespace cordee::test
