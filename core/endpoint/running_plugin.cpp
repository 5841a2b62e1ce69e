#include "core/endpoint/running_plugin.hpp"

#include "core/base/logging.hpp"
#include "core/base/printable.hpp"

#include <utility>

namespace cordee::endpoint {

namespace asio = boost::asio;

RunningPlugin::RunningPlugin(const asio::any_io_executor& strand, Config config, plugin::Launch launch,
                             session::ModulePort& port)
    : from_{std::move(config), port}, supervisor_{strand, launch, from_}, folders_{static_cast<std::uint32_t>(
                                                                              launch.folders.size())},
      controlled_{launch.side == CORDEE_SIDE_CONTROLLED}
{
    from_.supervisor = &supervisor_;
}

asio::awaitable<Result<void>> RunningPlugin::activate()
{
    auto active = co_await supervisor_.start();
    if (active)
        from_.showing = true;
    co_return active;
}

std::uint32_t RunningPlugin::give(std::vector<plugin::GivenFolder> folders)
{
    const auto first = folders_;
    folders_ += static_cast<std::uint32_t>(folders.size());
    supervisor_.folders(std::move(folders));
    return first;
}

std::uint32_t RunningPlugin::begin(const std::string& wish,
                                   std::function<void(const plugin::TaskReport&)> reported)
{
    const auto task = ++last_task_;
    if (reported)
        from_.followers.emplace(task, std::move(reported));
    supervisor_.begin(task, wish);
    return task;
}

asio::awaitable<void> RunningPlugin::stop()
{
    if (const auto left = std::exchange(left_, nullptr))
        left();
    from_.config.questions.withdraw(&from_);
    from_.config.progress.forget(id());
    co_await supervisor_.stop();
}

// What the plugin says.

void RunningPlugin::FromPlugin::log(cordee_log_level level, std::string_view text)
{
    const auto& name = config.about.module;
    switch (level) {
    case CORDEE_LOG_ERROR:
        last_error = printable(text, 300);
        if (showing)
            config.terminal.say(fmt::format("{}: {}", name, last_error));
        break;
    case CORDEE_LOG_WARNING:
        log::warning("{}: {}", name, text);
        break;
    case CORDEE_LOG_INFO:
        log::info("{}: {}", name, text);
        break;
    default:
        log::debug("{}: {}", name, text);
    }
}

void RunningPlugin::FromPlugin::show(std::string_view text)
{
    config.terminal.show(config.about.module, text);
    if (!std::exchange(config.takes_lines, true))
        config.began_to_take_lines();
}

void RunningPlugin::FromPlugin::ask(plugin::Question question)
{
    const auto number = question.number;
    config.questions.ask({config.about.module, this, number, std::move(question.text),
                          std::move(question.choices),
                          [this, number](std::uint32_t choice) { supervisor->answer(number, choice); }});
}

void RunningPlugin::FromPlugin::reported(plugin::TaskReport report)
{
    config.progress.reported(config.about.module, report, config.takes_lines);
    const auto follower = followers.find(report.task);
    if (follower == followers.end())
        return;
    const auto hears = follower->second;
    if (is_last(report))
        followers.erase(follower);
    hears(report);
}

void RunningPlugin::FromPlugin::record(std::string act, std::string facts)
{
    if (config.audit != nullptr)
        config.audit->add(lines.line(act, facts, config.clock.now()));
    if (config.told == nullptr)
        return;
    if (const auto object = json::parse(facts))
        config.told->add(config.about, act, **object);
}

} // namespace cordee::endpoint
