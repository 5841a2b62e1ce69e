#include "core/base/logging.hpp"

#include "core/base/json.hpp"
#include "core/base/log_level.hpp"

#include <Poco/AutoPtr.h>
#include <Poco/ConsoleChannel.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Formatter.h>
#include <Poco/FormattingChannel.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>
#include <Poco/PatternFormatter.h>

#include <atomic>

namespace cordee::log {
namespace {

constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%S.%iZ %p %s: %t";

Poco::Message::Priority priority_of(Level level)
{
    switch (level) {
    case Level::debug:
        return Poco::Message::PRIO_DEBUG;
    case Level::info:
        return Poco::Message::PRIO_INFORMATION;
    case Level::warning:
        return Poco::Message::PRIO_WARNING;
    case Level::error:
        break;
    }
    return Poco::Message::PRIO_ERROR;
}

const char* name_of(Poco::Message::Priority priority)
{
    switch (priority) {
    case Poco::Message::PRIO_DEBUG:
        return "debug";
    case Poco::Message::PRIO_INFORMATION:
        return "info";
    case Poco::Message::PRIO_WARNING:
        return "warning";
    default:
        return "error";
    }
}

class JsonFormatter : public Poco::Formatter {
public:
    void format(const Poco::Message& message, std::string& text) override
    {
        auto object = json::make_object();
        object.set("time", Poco::DateTimeFormatter::format(message.getTime(), "%Y-%m-%dT%H:%M:%S.%iZ"));
        object.set("level", name_of(message.getPriority()));
        object.set("program", message.getSource());
        object.set("text", message.getText());
        text = json::dump(object);
    }
};

Poco::AutoPtr<Poco::Channel> channel_for(Format format)
{
    Poco::AutoPtr<Poco::Formatter> formatter;
    if (format == Format::json)
        formatter = new JsonFormatter;
    else
        formatter = new Poco::PatternFormatter{kTextPattern};
    // The console channel writes to stderr's buffer, std::clog, and holds a lock of its own.
    Poco::AutoPtr<Poco::Channel> console{new Poco::ConsoleChannel};
    return new Poco::FormattingChannel{formatter, console};
}

Poco::Logger& logger_before_start()
{
    auto& logger = Poco::Logger::get("cordee");
    logger.setChannel(channel_for(Format::text));
    logger.setLevel(Poco::Message::PRIO_TRACE);
    return logger;
}

/// Poco's own level must not change while other threads log.
std::atomic<Level>& least()
{
    static std::atomic<Level> level{Level::warning};
    return level;
}

Poco::Logger*& current()
{
    static Poco::Logger* logger = &logger_before_start();
    return logger;
}

} // namespace

void start(std::string_view program, const Options& options)
{
    auto*& now = current(); // first, as what it makes may be the logger of the same name
    auto& logger = Poco::Logger::get(std::string{program});
    logger.setChannel(channel_for(options.format));
    logger.setLevel(Poco::Message::PRIO_TRACE);
    least() = options.level;
    now = &logger;
}

void set_level(Level level)
{
    least() = level;
}

bool enabled(Level level)
{
    return level >= least();
}

void write(Level level, const std::string& line)
{
    auto& logger = *current();
    logger.log(Poco::Message{logger.name(), line, priority_of(level)});
}

} // namespace cordee::log
