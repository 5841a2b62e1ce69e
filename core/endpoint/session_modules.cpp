#include "core/endpoint/session_modules.hpp"

#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/invite.hpp"
#include "core/endpoint/session_error.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using session::Ending;
using session::Role;

std::string comma_separated(const std::vector<std::string>& list)
{
    std::string out;
    for (const auto& one : list)
        out += (out.empty() ? "" : ", ") + one;
    return out;
}

/// Of a module in the list of the grant's operator.
session::Permissions permissions_in(const crypto::Grant& grant, const crypto::GrantedModule& module)
{
    if (module.perms)
        return *module.perms;
    const auto* part = session::find_part(grant, "operator");
    return part == nullptr ? session::Permissions{} : part->perms;
}

} // namespace

std::string granted_modules(const crypto::Grant& grant)
{
    std::vector<std::string> ids;
    if (const auto* part = session::find_part(grant, "operator"))
        for (const auto& module : part->mods)
            ids.push_back(module.id);
    return comma_separated(ids);
}

UserError fails_at_the_other_side(const std::string& module)
{
    return {trf("{} cannot run at the other side", module),
            std::string{tr("the other side's program says why; correct it there, then invite again")}};
}

SessionModules::SessionModules(const asio::any_io_executor& strand, Config config)
    : config_{std::move(config)}, changed_{strand}
{
    config_.plugins.when_failed([this](UserError error) { failed(std::move(error)); });
}

void SessionModules::wish(std::vector<AskedModule> modules)
{
    for (auto& module : modules) {
        wished_.push_back(module.id);
        queue_.push_back(std::move(module));
    }
    changed_.notify();
}

/// Its module is not ended from inside its own call.
void SessionModules::do_first(TaskOrder order)
{
    order.reported = [this, module = order.module, hears = order.reported](const auto& report) {
        hears(report);
        if (!is_last(report))
            return;
        done_ = module;
        changed_.notify();
    };
    config_.plugins.order(std::move(order));
}

asio::awaitable<void> SessionModules::ask()
{
    for (;;) {
        while (queue_.empty() && !done_)
            co_await changed_.wait();
        if (const auto done = std::exchange(done_, std::nullopt)) {
            config_.session.stop(*done);
            continue;
        }
        auto next = std::move(queue_.front());
        queue_.pop_front();
        asking_ = next.id;
        co_await offer(std::move(next));
        asking_.clear();
        line_taker_changed_();
        if (queue_.empty() && config_.settled)
            config_.settled();
    }
}

asio::awaitable<void> SessionModules::offer(AskedModule module)
{
    say_what_is_asked(module);
    const auto id = module.id;
    here_.reset();
    const auto offered = co_await config_.session.offer(module.id, std::move(module.permissions));
    if (!offered)
        offer_failed(id, offered.error());
}

void SessionModules::say_what_is_asked(const AskedModule& module) const
{
    const bool only_one = wished_.size() < 2 && std::ranges::find(wished_, module.id) != wished_.end();
    config_.terminal.say(only_one ? trf("asking {} for permission", config_.peer_name)
                                  : trf("asking {} for permission: {}", config_.peer_name, module.id));
}

void SessionModules::offer_failed(const std::string& id, boost::system::error_code error)
{
    if (error == Errc::closed || error == Errc::refused)
        return; // the session ended, or ended() said why
    if (auto here = std::exchange(here_, std::nullopt))
        return note(id, {Ending::module, false, std::move(here)});
    if (error == Errc::not_permitted)
        return note(id, {Ending::grant, false, std::nullopt});
    if (error == Errc::timed_out)
        return note(id, {Ending::consent, false,
                         UserError{trf("{} did not answer the question for permission", config_.peer_name),
                                   std::string{tr("speak with the client, then invite again")}}});
    note(id, {Ending::module, false, std::nullopt});
}

/// The operator's side hears of it again, as its offer fails.
void SessionModules::failed(UserError error)
{
    tell_former();
    if (config_.self == Role::operator_ || running_.empty()) {
        here_ = std::move(error);
        return;
    }
    config_.terminal.say(error.what());
    config_.terminal.say(error.hint());
}

void SessionModules::start(const std::string& id)
{
    auto& terminal = config_.terminal;
    const auto& grant = config_.session.grant();
    const auto* module = session::find_granted(grant, id);
    if (runs(id)) {
        terminal.say(trf("{} runs already", id));
    } else if (asking_ == id ||
               std::ranges::any_of(queue_, [&](const auto& waiting) { return waiting.id == id; })) {
        terminal.say(trf("{} was asked for already", id));
    } else if (module == nullptr) {
        terminal.say(
            trf("{} is not permitted in this session, which has: {}", printable(id), granted_modules(grant)));
        terminal.say(trf("invite again with --module {}, if the policy allows it to you", printable(id)));
    } else {
        queue_.push_back({id, permissions_in(grant, *module)});
        changed_.notify();
    }
}

void SessionModules::stop(const std::string& id)
{
    if (!config_.session.stop(id))
        config_.terminal.say(trf("{} does not run", printable(id)));
}

void SessionModules::send(std::vector<FileToGive> files)
{
    if (runs(kFileTransfer))
        return config_.plugins.send(std::move(files));
    if (config_.self == Role::agent)
        return config_.terminal.say(tr("file-transfer does not run; the operator starts it"));
    files_.insert(files_.end(), std::make_move_iterator(files.begin()), std::make_move_iterator(files.end()));
    start(kFileTransfer);
}

bool SessionModules::granted(const std::string& id) const
{
    return session::find_granted(config_.session.grant(), id) != nullptr;
}

LineTaker SessionModules::line_taker() const
{
    if (!config_.plugins.line_taker().empty())
        return LineTaker::runs;
    auto out = config_.plugins.starts_line_taker() ? LineTaker::comes : LineTaker::none;
    auto consider = [&](const std::string& id) {
        const auto takes = config_.plugins.takes_lines(id);
        out = std::max(out, !takes ? LineTaker::may_come : *takes ? LineTaker::comes : LineTaker::none);
    };
    if (!asking_.empty())
        consider(asking_);
    for (const auto& waiting : queue_)
        consider(waiting.id);
    return out;
}

void SessionModules::when_line_taker_changes(std::function<void()> hears)
{
    line_taker_changed_ = hears;
    config_.plugins.when_lines_change(std::move(hears));
}

void SessionModules::list() const
{
    const auto& grant = config_.session.grant();
    const auto* part = session::find_part(grant, "operator");
    if (part == nullptr)
        return;
    for (const auto& module : part->mods)
        config_.terminal.say(fmt::format("{}  {}  {}", module.id,
                                         runs(module.id) ? tr("runs") : tr("does not run"),
                                         comma_separated(permissions_in(grant, module))));
}

void SessionModules::started(const std::string& id, const session::Permissions& permissions)
{
    tell_former();
    running_.insert(id);
    ends_.erase(id); // it was ended, and started again
    for (const auto& permission : permissions)
        if (std::ranges::find(permissions_, permission) == permissions_.end())
            permissions_.push_back(permission);
    if (id == kFileTransfer && !files_.empty())
        config_.plugins.send(std::exchange(files_, {}));
}

void SessionModules::ended(const std::string& id, Ending ending, bool by_peer, const std::string& why)
{
    running_.erase(id);
    if (id == kFileTransfer)
        files_.clear();
    End end{ending, by_peer, std::nullopt};
    if (ending != Ending::finished)
        end.why = reason(id, ending, by_peer, why);
    if (config_.self == Role::operator_)
        return note(id, std::move(end));
    // Whether the session goes on without a module is for the operator's side to say.
    if (!running_.empty())
        tell(id, end);
    else
        cause_ = std::move(end.why);
}

UserError SessionModules::reason(const std::string& id, Ending ending, bool by_peer,
                                 const std::string& why) const
{
    if (ending != Ending::module)
        return session_error(ending, by_peer, config_.self);
    if (by_peer)
        return fails_at_the_other_side(id);
    return start_error(id, Errc::closed, printable(why, 300));
}

/// The operator's side: the session goes on as long as something that it was made for runs or may still do
/// so.
void SessionModules::note(const std::string& id, End end)
{
    const bool wished = std::ranges::find(wished_, id) != wished_.end() && !ends_.contains(id);
    if (!wished)
        return tell(id, end);
    const auto& kept = ends_.emplace(id, std::move(end)).first->second;
    if (ends_.size() < wished_.size())
        return tell(id, kept);
    by_peer_ = kept.by_peer;
    conclude(id, kept);
}

/// In order when one of them ended so; else as the first one that failed.
void SessionModules::conclude(const std::string& last, const End& how)
{
    const auto well = std::ranges::find_if(
        wished_, [&](const auto& id) { return ends_.at(id).ending == Ending::finished; });
    const auto& end = ends_.at(well == wished_.end() ? wished_.front() : *well);
    cause_ = end.why;
    if (end.ending == Ending::finished && how.ending != Ending::finished)
        tell(last, how);
    if (config_.over)
        config_.over(end.ending);
}

void SessionModules::tell(const std::string& id, const End& end) const
{
    auto& terminal = config_.terminal;
    if (end.ending == Ending::finished) {
        terminal.say(end.by_peer ? trf("{} ended {}", config_.peer_name, id) : trf("{} has ended", id));
        return;
    }
    const auto why = end.why ? *end.why : session_error(end.ending, end.by_peer, config_.self);
    terminal.say(fmt::format("{}: {}", id, why.what()));
    terminal.say(why.hint());
}

/// The session goes on: what would have been its last word is said now.
void SessionModules::tell_former()
{
    for (auto* former : {&here_, &cause_})
        if (const auto error = std::exchange(*former, std::nullopt)) {
            config_.terminal.say(error->what());
            config_.terminal.say(error->hint());
        }
}

std::optional<UserError> SessionModules::cause() const
{
    return here_ ? here_ : cause_;
}

} // namespace cordee::endpoint
