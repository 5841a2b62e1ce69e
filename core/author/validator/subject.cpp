#include "core/author/validator/subject.hpp"

#include "core/author/probe/report.hpp"
#include "core/author/trial_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace cordee::author {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostReports = 2000;
constexpr std::size_t kMostSaid = 4 << 20;

/// Rules are about what the plugin does, not about how busy the computer is.
plugin::Limits patient_limits()
{
    plugin::Limits out;
    out.silent_pings = 6;
    out.silent_start = 30;
    out.stop_time = milliseconds{5000};
    out.restart_delay = milliseconds{10};
    out.restarts = 100;
    return out;
}

std::string name_of(cordee_side side)
{
    return side == CORDEE_SIDE_CONTROLLED ? "controlled" : "controlling";
}

/// What manifest.json names, in the probe's words.
Subject::Instruments named_in(const Case& of, cordee_side side)
{
    Subject::Instruments out;
    for (const auto& capability : plugin::on_side(of.manifest.capabilities, side == CORDEE_SIDE_CONTROLLED))
        out[capability.name] = "";
    if (of.manifest.storage)
        out["storage"] = "";
    return out;
}

/// The package with the probe in its midst.
fs::path stage(const Case& of, cordee_side side, Subject::Instruments instruments)
{
    static int count = 0;
    const auto folder = of.scratch / ("stage-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    fs::copy(of.package, folder, fs::copy_options::recursive);
    fs::copy_file(of.probe, folder / probe::kLibrary);
    instruments.merge(named_in(of, side));
    instruments["library"] =
        side == CORDEE_SIDE_CONTROLLED ? of.manifest.controlled : of.manifest.controlling;
    instruments["channels"] = std::to_string(of.manifest.channels.size());
    std::ofstream out{folder / probe::kConfiguration};
    for (const auto& [key, value] : instruments)
        out << key << (value.empty() ? "" : " ") << value << "\n";
    return folder;
}

plugin::Launch launch_of(const Case& of, cordee_side side, Subject::Instruments instruments)
{
    plugin::Launch out;
    out.host_program = of.host_program;
    out.folder = stage(of, side, std::move(instruments));
    out.library = out.folder / probe::kLibrary;
    out.module = probe::kModule;
    out.side = side;
    out.permissions = of.manifest.permissions;
    out.peer_name = "Ada";
    out.channels = static_cast<std::uint16_t>(of.manifest.channels.size() + 1);
    out.environment = {"HOME", "LANG=C.UTF-8"};
    out.capabilities = plugin::on_side(of.manifest.capabilities, side == CORDEE_SIDE_CONTROLLED);
    out.display = of.display;
    out.folders = trial_folders(out.capabilities, out.folder.string() + "-files");
    out.settings = plugin::values_of(of.manifest.settings, {});
    if (of.manifest.storage)
        out.kept = out.folder.string() + "-kept";
    out.lines = true;
    return out;
}

bool starts_with_word(std::string_view text, std::string_view word)
{
    return text.starts_with(word) && text.size() > word.size() && text[word.size()] == ' ';
}

Facts read_facts(const std::string& report)
{
    std::istringstream in{report};
    std::string word;
    Facts out;
    in >> word >> out.descriptors >> out.heap >> out.resident >> out.threads >> out.sends >> out.full;
    return out;
}

} // namespace

Subject::Subject(asio::io_context& context, const Case& of, cordee_side side, Instruments instruments)
    : context_{context}, case_{of}, side_name_{name_of(side)}, channels_{static_cast<std::uint16_t>(
                                                                   of.manifest.channels.size())},
      supervisor_{std::make_unique<plugin::Supervisor>(
          context.get_executor(), launch_of(of, side, std::move(instruments)), *this, patient_limits())}
{}

Subject::~Subject() = default;

Result<void> Subject::start()
{
    std::optional<Result<void>> out;
    asio::co_spawn(context_, supervisor_->start(), [&](std::exception_ptr error, Result<void> result) {
        out = error ? Result<void>{Errc::internal} : result;
    });
    (void)until([&] { return out.has_value(); }, 2 * kPatience);
    return out.value_or(Errc::timed_out);
}

void Subject::stop()
{
    bool over = false;
    asio::co_spawn(context_, supervisor_->stop(), [&](std::exception_ptr) { over = true; });
    const auto end = Clock::now() + kPatience;
    while (!over && Clock::now() < end)
        context_.run_one_until(end);
}

bool Subject::until(const std::function<bool()>& holds, milliseconds patience)
{
    const auto end = Clock::now() + patience;
    context_.restart();
    while (!holds()) {
        if (death_ || Clock::now() >= end)
            return false;
        context_.run_one_until(std::min(end, Clock::now() + milliseconds{50}));
        context_.restart();
    }
    return true;
}

void Subject::pass(milliseconds time)
{
    (void)until([] { return false; }, time);
}

bool Subject::say(std::uint16_t channel, View message)
{
    while (!death_) {
        writable_ = supervisor_->send(channel, message);
        if (writable_)
            return true;
        if (!until([this] { return writable_; }))
            return false;
    }
    return false;
}

bool Subject::settle(milliseconds patience)
{
    const auto before = settled_;
    return say(channels_, as_view(probe::kEcho)) && until([&] { return settled_ > before; }, patience);
}

std::optional<Facts> Subject::measure()
{
    facts_.reset();
    if (!say(channels_, as_view(probe::kMeasure)) || !until([this] { return facts_.has_value(); }))
        return std::nullopt;
    return facts_;
}

void Subject::stir()
{
    auto& half = *supervisor_;
    half.rate(200'000);
    half.rate(2'000);
    half.settings(plugin::values_of(case_.manifest.settings, {}));
    half.permissions(case_.manifest.permissions);
    for (const char* line : {"", "hello", "/help", "/\xc3\xa9\xf0\x9f\x98\x80"})
        half.typed(line);
    half.dropped({"report.pdf"});
    for (const char* wish : {"{}", R"({"do":"something else"})"}) {
        half.begin(++tasks_, wish);
        half.act(tasks_, CORDEE_TASK_PAUSE);
        half.act(tasks_, CORDEE_TASK_GO_ON);
        half.act(tasks_, CORDEE_TASK_CANCEL);
    }
}

/// As somebody who turns away.
void Subject::ask(plugin::Question question)
{
    asio::post(context_, [this, number = question.number] { supervisor_->answer(number, 0); });
}

std::string Subject::breach(std::string_view rule) const
{
    const auto found = reports_of(std::string{probe::kBreach} + " " + std::string{rule});
    return found.empty() ? std::string{} : found.front();
}

std::vector<std::string> Subject::reports_of(std::string_view word) const
{
    std::vector<std::string> out;
    for (const auto& report : reports_)
        if (starts_with_word(report, word))
            out.push_back(report.substr(word.size() + 1));
    return out;
}

bool Subject::received(std::uint16_t channel, View message)
{
    if (channel == channels_) {
        heard(std::string{as_text(message)});
        return true;
    }
    return room && (!on_message || on_message(channel, message));
}

void Subject::heard(std::string report)
{
    if (report == probe::kEcho)
        ++settled_;
    else if (starts_with_word(report, probe::kFacts))
        facts_ = read_facts(report);
    else if (reports_.size() < kMostReports)
        reports_.insert(std::move(report));
}

void Subject::writable()
{
    writable_ = true;
    if (on_room)
        on_room();
}

void Subject::restarted()
{
    ++restarts_;
    if (on_restart)
        on_restart();
}

void Subject::failed(std::string why)
{
    if (!death_)
        death_ = std::move(why);
}

void Subject::log(cordee_log_level level, std::string_view text)
{
    constexpr std::string_view kEnded = "the plugin's process ended (";
    if (level == CORDEE_LOG_ERROR)
        last_error_ = text;
    if (level == CORDEE_LOG_DEBUG && text.starts_with(probe::kPrefix))
        heard(std::string{text.substr(std::string_view{probe::kPrefix}.size())});
    if (level != CORDEE_LOG_WARNING || !text.starts_with(kEnded) || ends_expected > 0)
        return;
    const auto how = text.substr(kEnded.size());
    death_ = how.substr(0, how.find(')'));
}

Couple::Couple(const Case& of, const Subject::Instruments& instruments)
    : controlling{context, of, CORDEE_SIDE_CONTROLLING, instruments}, controlled{context, of,
                                                                                 CORDEE_SIDE_CONTROLLED,
                                                                                 instruments}
{
    join(controlling, controlled, CORDEE_SIDE_CONTROLLED);
    join(controlled, controlling, CORDEE_SIDE_CONTROLLING);
}

void Couple::join(Subject& from, Subject& to, cordee_side side)
{
    from.on_message = [this, &to, side](std::uint16_t channel, View message) {
        if (!to.supervisor().send(channel, message))
            return false;
        if (said_size_ + message.size() <= kMostSaid) {
            said_size_ += message.size() + sizeof(Said);
            said.push_back({side, channel, to_bytes(message)});
        }
        return true;
    };
    to.on_room = [&from] { from.supervisor().resume(); };
    from.on_restart = [&to] { to.supervisor().peer_restarted(); };
}

std::optional<Verdict> Couple::start()
{
    for (auto* half : {&controlled, &controlling})
        if (const auto active = half->start(); !active)
            return not_active(*half, static_cast<Errc>(active.error().value()));
    return std::nullopt;
}

void Couple::stop()
{
    controlling.stop();
    controlled.stop();
}

void Couple::live(milliseconds time)
{
    const auto end = Clock::now() + time;
    for (auto* half : {&controlling, &controlled})
        half->stir();
    while (death().empty() && Clock::now() < end)
        controlling.pass(milliseconds{20});
    if (death().empty() && controlling.settle())
        (void)controlled.settle();
}

std::string Couple::death() const
{
    for (const auto* half : {&controlling, &controlled})
        if (half->death())
            return "the process of the " + half->side_name() + " half ended: " + *half->death();
    return {};
}

std::string Couple::breach(std::string_view rule) const
{
    for (const auto* half : {&controlling, &controlled})
        if (auto found = half->breach(rule); !found.empty())
            return half->side_name() + " half: " + found;
    return {};
}

Verdict not_active(const Subject& half, Errc why, const std::string& what)
{
    const auto who = "the " + half.side_name() + " half" + (what.empty() ? "" : " " + what);
    switch (why) {
    case Errc::refused:
        return skip(who + " does not start on this computer: " +
                    (half.refusal().empty() ? "it gave no reason" : half.refusal()));
    case Errc::timed_out:
        return fail(who + " was not active in time");
    case Errc::io_error:
        return fail("the plugin host could not be started");
    default:
        return fail("the process of " + who +
                    " ended before it was active: " + half.death().value_or(half.refusal()));
    }
}

} // namespace cordee::author
