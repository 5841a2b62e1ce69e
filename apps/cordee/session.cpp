// session list, session end.
#include "apps/cordee/command.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::cli {
namespace {

namespace asio = boost::asio;

std::string joined(const std::vector<std::string>& list)
{
    std::string out;
    for (const auto& one : list)
        out += (out.empty() ? "" : ",") + one;
    return out;
}

} // namespace

ByteArray<16> session_from_person(const std::string& text)
{
    const auto bytes = from_hex(text);
    const auto session = bytes ? to_array<16>(*bytes) : std::nullopt;
    if (!session)
        throw UsageError{trf("'{}' is not a session", printable(text)),
                         std::string{tr("cordee session list prints the sessions")}};
    return *session;
}

int run_session_list(Context& context, const Options&)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    for (const auto& session : endpoint::run(io, broker->sessions()))
        context.terminal.print(printable(fmt::format("{}  {}  {}  {} - {}  {}", to_hex(session.session),
                                                     session.began, session.way, session.operator_name,
                                                     session.agent_name, joined(session.modules)),
                                         400));
    return 0;
}

int run_session_end(Context& context, const Options& options)
{
    const auto session = session_from_person(options.positional()[0]);
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    endpoint::run(io, broker->revoke(session));
    context.terminal.say(tr("the permission was withdrawn, and the session ends"));
    return 0;
}

} // namespace cordee::cli
