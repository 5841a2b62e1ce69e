#include "core/base/printable.hpp"
#include "core/plugin/supervisor_impl.hpp"

#include <cordee/ext/lines.h>

#include <boost/asio/post.hpp>

namespace cordee::plugin {

namespace {

constexpr std::size_t kMaxLogLine = 1000;
/// So many names go in one frame; each is that of a file, at most 255 bytes.
constexpr std::size_t kNamesAtOnce = 200;
constexpr std::size_t kMaxFileName = 255;

std::chrono::steady_clock::time_point steady_now()
{
    return std::chrono::steady_clock::now();
}

/// Several lines, each printable.
std::string printable_lines(std::string_view text)
{
    std::string out;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        if (begin != 0)
            out += '\n';
        out += printable(text.substr(begin, end - begin), CORDEE_LINES_MOST);
        begin = end + 1;
    }
    return out;
}

} // namespace

void Supervisor::Impl::frame(const FrameHeader& header, View payload)
{
    if (listener_ == nullptr)
        return;
    switch (header.type) {
    case FrameType::loaded:
        return loaded(header, payload);
    case FrameType::message:
        // The host keeps the rules; a process that does not is not running our host any more.
        if (!inbox_.arrived(header.channel, payload))
            link_->kill();
        return;
    case FrameType::peer_noted:
        return inbox_.peer_noted();
    case FrameType::finish:
        if (active_ && !stopping_)
            listener_->finished();
        return;
    case FrameType::log:
        return log(static_cast<cordee_log_level>(std::min<int>(header.channel, CORDEE_LOG_ERROR)),
                   as_text(payload));
    default:
        if (!event(header, payload))
            link_->kill();
    }
}

/// False: our host would not have sent it.
bool Supervisor::Impl::event(const FrameHeader& header, View payload)
{
    switch (header.type) {
    case FrameType::show:
        return show(as_text(payload));
    case FrameType::ask:
        return asked(payload);
    case FrameType::withdraw:
        return withdrawn(payload);
    case FrameType::report:
        return reported(payload);
    case FrameType::record:
        return recorded(payload);
    default:
        return true; // `ended`, or one that only the core sends
    }
}

bool Supervisor::Impl::show(std::string_view text)
{
    if (!launch_.lines || text.size() > CORDEE_LINES_MOST ||
        !show_limit_.take(text.size() + kShowWeight, steady_now()))
        return false;
    listener_->show(printable_lines(text));
    return true;
}

bool Supervisor::Impl::asked(View payload)
{
    const auto asked = decode_question(payload);
    if (!asked)
        return false;
    auto question = questions_.open(*asked);
    if (question && !stopping_)
        listener_->ask(std::move(*question));
    return question.has_value();
}

bool Supervisor::Impl::withdrawn(View payload)
{
    const auto serial = decode_credit(payload);
    if (!serial)
        return false;
    if (const auto number = questions_.withdraw(*serial))
        listener_->withdraw(*number);
    return true;
}

bool Supervisor::Impl::reported(View payload)
{
    auto report = decode_report(payload);
    if (!report)
        return false;
    const auto verdict = module_tasks_.reported(*report, steady_now());
    if (verdict == RunningTasks::Verdict::tell)
        tell({std::move(*report)});
    return verdict != RunningTasks::Verdict::violation;
}

bool Supervisor::Impl::recorded(View payload)
{
    auto act = decode_act(payload);
    if (!act)
        return false;
    listener_->record(std::move(act->act), std::move(act->facts));
    if (link_ != nullptr)
        link_->credit(kAuditCredit, 1);
    return true;
}

void Supervisor::Impl::tell(const std::vector<TaskReport>& reports)
{
    for (const auto& report : reports) {
        auto shown = report;
        shown.title = printable(report.title, CORDEE_TASK_TEXT_MOST);
        shown.detail = printable(report.detail, CORDEE_TASK_TEXT_MOST);
        if (shown.detail.empty() && shown.state == CORDEE_TASK_FAILED)
            shown.detail = tr("this module does not do such things");
        if (listener_ != nullptr)
            listener_->reported(std::move(shown));
    }
}

/// The process is gone, and perhaps another one comes.
void Supervisor::Impl::forget_process()
{
    for (const auto number : questions_.clear())
        if (listener_ != nullptr)
            listener_->withdraw(number);
    if (wanted())
        tell(module_tasks_.lose_own(std::string{tr("the module had to be started anew")}));
}

void Supervisor::Impl::end_tasks()
{
    tell(wanted() ? module_tasks_.end(CORDEE_TASK_FAILED, std::string{tr("the module failed")})
                  : module_tasks_.end(CORDEE_TASK_CANCELLED, std::string{tr("the module was ended")}));
}

void Supervisor::Impl::tell_tasks_again()
{
    for (const auto& order : module_tasks_.orders()) {
        link_->send(FrameType::begin, 0, encode_wish(order.wish));
        if (order.act)
            link_->send(FrameType::act, static_cast<std::uint16_t>(*order.act),
                        encode_credit(order.wish.task));
    }
}

void Supervisor::Impl::taken(std::uint16_t channel, std::uint32_t weight)
{
    if (link_ != nullptr)
        link_->credit(channel, weight);
}

bool Supervisor::Impl::send(std::uint16_t channel, View message)
{
    if (!active_ || !inbox_.has(channel) || message.size() > kMaxMessage)
        return true;
    if (link_->queued() >= limits_.queue) {
        refused_ = true;
        return false;
    }
    link_->send_message(channel, message);
    return true;
}

void Supervisor::Impl::drained()
{
    if (listener_ != nullptr && active_ && link_->queued() < limits_.queue && std::exchange(refused_, false))
        listener_->writable();
}

void Supervisor::Impl::peer_restarted()
{
    if (!active_)
        return; // the next process knows nothing of the peer's former self
    inbox_.peer_restarted();
    link_->send(FrameType::peer_restarted);
}

void Supervisor::Impl::permissions(std::vector<std::string> names)
{
    launch_.permissions = std::move(names);
    const bool lost = permit_folders();
    if (link_ == nullptr)
        return;
    if (lost) {
        folder_lost_ = true;
        link_->kill();
    }
    link_->send(FrameType::permissions, 0, encode_names(launch_.permissions));
    link_->permit_display(display_permitted());
}

void Supervisor::Impl::folders(const std::vector<GivenFolder>& folders)
{
    if (folders_ != nullptr)
        folders_->add(folders);
}

/// True: a right is gone.
bool Supervisor::Impl::permit_folders()
{
    return folders_ != nullptr && folders_->permit(launch_.permissions);
}

void Supervisor::Impl::rate(std::uint64_t bytes_per_second)
{
    if (link_ != nullptr)
        link_->send(FrameType::rate, 0, encode_rate(bytes_per_second));
}

/// What the person types while the plugin is being started anew is lost, as what the peer says then is.
void Supervisor::Impl::typed(std::string_view line)
{
    if (link_ == nullptr || !launch_.lines)
        return;
    std::string spaces{line.substr(0, CORDEE_LINES_MOST)};
    std::replace(spaces.begin(), spaces.end(), '\t', ' ');
    auto text = printable(spaces, CORDEE_LINES_MOST);
    if (text.size() > CORDEE_LINES_MOST) { // what was replaced has become longer
        std::size_t end = CORDEE_LINES_MOST;
        while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            --end;
        text.resize(end);
    }
    link_->send(FrameType::typed, 0, as_view(text));
}

void Supervisor::Impl::dropped(const std::vector<std::string>& names)
{
    for (std::size_t at = 0; link_ != nullptr && at < names.size(); at += kNamesAtOnce) {
        std::vector<std::string> some;
        for (std::size_t i = at; i < std::min(names.size(), at + kNamesAtOnce); ++i)
            some.push_back(names[i].substr(0, kMaxFileName));
        link_->send(FrameType::dropped, 0, encode_names(some));
    }
}

void Supervisor::Impl::answer(std::uint32_t question, std::uint32_t choice)
{
    const auto answer = questions_.answer(question, choice);
    if (answer && link_ != nullptr)
        link_->send(FrameType::answered, 0, encode_answered(*answer));
}

void Supervisor::Impl::settings(std::map<std::string, std::string> values)
{
    launch_.settings = std::move(values);
    if (link_ != nullptr)
        link_->send(FrameType::settings, 0, encode_settings(launch_.settings));
}

void Supervisor::Impl::begin_task(std::uint32_t task, std::string wish)
{
    TaskWish order{task, wish};
    if (!over_ && !stopping_ && module_tasks_.begin(task, std::move(wish))) {
        if (link_ != nullptr)
            link_->send(FrameType::begin, 0, encode_wish(order));
        return;
    }
    TaskReport no;
    no.task = task;
    no.state = CORDEE_TASK_FAILED;
    no.detail = over_ || stopping_ ? tr("the module does not run")
                                   : tr("this makes no sense to ask, or too much is asked");
    boost::asio::post(executor_, [self = shared_from_this(), no] { self->tell({no}); });
}

void Supervisor::Impl::act(std::uint32_t task, cordee_task_wish wish)
{
    if (module_tasks_.act(task, wish) && link_ != nullptr)
        link_->send(FrameType::act, static_cast<std::uint16_t>(wish), encode_credit(task));
}

void Supervisor::Impl::log(cordee_log_level level, std::string_view text)
{
    const auto dropped = log_limit_.pass(steady_now());
    if (listener_ != nullptr && dropped)
        listener_->log(level, printable(text, kMaxLogLine));
}

} // namespace cordee::plugin
