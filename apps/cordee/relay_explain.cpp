// relay explain: why a session got its relay, in plain words.
#include "apps/cordee/command.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/broker_answers.hpp"
#include "core/endpoint/run.hpp"

#include <algorithm>
#include <sstream>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
using endpoint::RelayReason;

std::string why_left_out(const std::string& excluded)
{
    if (excluded == "silent")
        return std::string{tr("it does not report")};
    if (excluded == "draining")
        return std::string{tr("it is about to stop")};
    if (excluded == "full")
        return std::string{tr("it is full")};
    if (excluded == "failing")
        return std::string{tr("sessions do not get through to it")};
    if (excluded == "not_pinned")
        return std::string{tr("the account is pinned to others")};
    if (excluded == "not_registered")
        return std::string{tr("there is no such relay now")};
    return excluded;
}

std::string source_of(const std::string& from)
{
    if (from == "measured")
        return std::string{tr("measured")};
    if (from == "raised")
        return std::string{tr("measured, and shorter than light allows")};
    if (from == "estimated")
        return std::string{tr("estimated")};
    if (from == "unanswered")
        return std::string{tr("no answer")};
    return std::string{tr("not known")};
}

std::string trip_text(const RelayReason::Trip& trip)
{
    return fmt::format("{:.1f} ms ({})", trip.ms, source_of(trip.from));
}

const RelayReason::Candidate* find_candidate(const RelayReason& reason, const std::string& id)
{
    const auto found = std::find_if(reason.candidates.begin(), reason.candidates.end(),
                                    [&](const auto& one) { return one.id == id; });
    return found == reason.candidates.end() ? nullptr : &*found;
}

/// Which relay of the pin could not be used.
std::string lost_ones(const RelayReason& reason)
{
    std::string out;
    for (const auto& candidate : reason.candidates)
        if (!candidate.excluded.empty() && candidate.excluded != "not_pinned")
            out += (out.empty() ? "" : "; ") +
                   fmt::format("{}: {}", candidate.id, why_left_out(candidate.excluded));
    return out;
}

std::string headline(const RelayReason& reason)
{
    if (reason.order.empty())
        return std::string{tr("there was no relay that this session could use")};
    const auto& relay = reason.order.front();
    if (reason.reason == "pinned")
        return trf("{} was chosen because the account is pinned to it", relay);
    if (reason.reason == "fallback")
        return trf("{} was chosen as the account's fallback, because its pinned relay cannot be used ({})",
                   relay, lost_ones(reason));
    if (reason.reason == "kept")
        return trf("{} was kept, because no other relay is better by enough", relay);
    if (reason.reason == "last_resort")
        return trf("{} was taken although it may not work, because nothing better is left", relay);
    const auto* best = find_candidate(reason, relay);
    if (best == nullptr)
        return trf("{} was chosen", relay);
    return trf("{} was chosen because it costs least: {} to the operator and {} to the client, weighed with "
               "how it does",
               relay, trip_text(best->operator_trip), trip_text(best->client_trip));
}

std::string candidate_line(const RelayReason::Candidate& candidate)
{
    if (!candidate.excluded.empty())
        return trf("{} was left out: {}", candidate.id, why_left_out(candidate.excluded));
    return trf("{}: operator {}, client {}, index {:.2f}, load {:.0f} %, cost {:.1f} ms", candidate.id,
               trip_text(candidate.operator_trip), trip_text(candidate.client_trip), candidate.index,
               candidate.load * 100, candidate.cost_ms);
}

std::string next_ones(const std::vector<std::string>& order)
{
    std::string out;
    for (std::size_t i = 1; i < order.size(); ++i)
        out += (out.empty() ? "" : ", ") + order[i];
    return out;
}

} // namespace

int run_relay_explain(Context& context, const Options& options)
{
    const auto session = session_from_person(options.positional()[0]);
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto answer = endpoint::run(io, broker->session_relays(session));
    const auto reason = endpoint::read_relay_reason(*answer);
    if (!reason)
        throw endpoint::not_understood();
    auto& terminal = context.terminal;
    if (options.has("json")) {
        std::ostringstream out;
        answer->stringify(out, 2);
        terminal.print(out.str());
        return 0;
    }
    terminal.print(headline(*reason));
    terminal.print(trf("chosen at {}", reason->chosen));
    if (reason->order.size() > 1)
        terminal.print(trf("should it be lost, the session goes on through {}", next_ones(reason->order)));
    if (!reason->on.empty() && !reason->order.empty() && reason->on != reason->order.front())
        terminal.print(trf("the session moved, and goes through {} now", reason->on));
    for (const auto& candidate : reason->candidates)
        terminal.print(candidate_line(candidate));
    return 0;
}

} // namespace cordee::cli
