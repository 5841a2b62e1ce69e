// A display without a screen: Xvfb, a window manager, and what tests start on it.
#pragma once

#include "tests/support/picture.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/temporary_folder.hpp"

#include <list>

namespace cordee::test {

class Desktop {
public:
    Desktop(int width, int height, const std::string& colour = "#204060");

    [[nodiscard]] const std::string& name() const { return name_; } ///< ":N"
    [[nodiscard]] const Looker& look() const { return *looker_; }

    /// Starts a program on it, with a home of its own. The reference lives as long as the desktop.
    Process& start(const std::vector<std::string>& command);
    /// A terminal with a shell; returns once its window is there.
    Process& start_terminal();

    /// xdotool with these arguments, to its end; throws when it fails.
    void xdotool(std::vector<std::string> arguments) const;
    /// Waits until the picture has not changed for this long.
    [[nodiscard]] Picture still(milliseconds quiet = 300ms) const;
    void save_png(const std::filesystem::path& file, const Looker::Rectangle& part) const;

private:
    [[nodiscard]] std::map<std::string, std::string> environment() const;

    TemporaryFolder home_;
    std::unique_ptr<Process> server_;
    std::string name_;
    std::unique_ptr<Looker> looker_;
    std::list<Process> programs_; // last: they end before the server
};

} // namespace cordee::test
