#include "core/session/login_check.hpp"

namespace cordee::session {

LoginCheck::LoginCheck(const SessionConfig& config, Modules& modules, TaskGroup& tasks)
    : config_{config}, modules_{modules}, tasks_{tasks}
{}

void LoginCheck::moving()
{
    ++moves_;
    if (config_.login != nullptr)
        modules_.hold_input();
}

void LoginCheck::moved()
{
    if (config_.login != nullptr)
        tasks_.spawn(check());
}

boost::asio::awaitable<void> LoginCheck::check()
{
    const auto move = moves_;
    const bool unchanged = co_await config_.login->unchanged();
    if (unchanged && move != moves_)
        co_return; // it was asked again since, and that answer counts
    if (unchanged)
        co_return modules_.release_input();
    modules_.refuse_input();
    config_.events.input_withheld();
}

} // namespace cordee::session
