// The plugin: reads or is told its order, begins together with its other half, reports.
//   controlling                         controlled
//   order TEXT              ->
//                           <-          ready
//   go NANOSECONDS          ->                        both begin then
//   stop                    ->                        sooner than the order says
//   sent …                 <->          sent …        nothing more follows; sent again until the report is
//   done
#include "report.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace traffic {
namespace {

namespace fs = std::filesystem;
using cordee::sdk::Side;

constexpr std::chrono::milliseconds kBeat{500};
/// "go" is under way for a while on a slow link.
constexpr std::chrono::milliseconds kUntilBegin{1500};
/// When nothing came for so long, nothing more comes.
constexpr std::chrono::seconds kQuiet{5};

std::string read_file(const fs::path& path)
{
    std::ifstream in{path, std::ios::binary};
    if (!in)
        throw std::runtime_error{"there is no order: " + path.string()};
    return {std::istreambuf_iterator<char>{in}, {}};
}

class Traffic final : public cordee::sdk::Plugin {
public:
    explicit Traffic(cordee::sdk::Host host)
        : host_{host}, self_{host.side() == Side::controlling ? From::controlling : From::controlled}
    {
        const char* home = std::getenv("HOME");
        folder_ = fs::path{home != nullptr ? home : "."} / "traffic";
    }

    void activate() override
    {
        fs::create_directories(folder_);
        if (self_ == From::controlling) {
            const auto text = read_file(folder_ / "order");
            order_ = parse_order(text);
            say("order " + text);
        }
        watch_ = std::thread{[this] { watch(); }};
    }

    void deactivate() override
    {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        watch_.join();
        if (begun_)
            report();
        sender_.reset();
    }

    void received(std::uint16_t channel, cordee::sdk::Message message) override
    {
        const auto now = Clock::now();
        const std::lock_guard lock{mutex_};
        if (channel == kOrders)
            return obey({message.begin(), message.end()});
        if (!begun_)
            return;
        last_heard_ = now;
        if (channel == kCount)
            received_.count.take(message, order_.count_size, now);
        else if (channel == kBulk)
            received_.bulk.take(message.size(), window_, now);
        else if (const auto timed = decode_timed(message))
            (channel == kVoice ? received_.voice : received_.input).take(*timed, window_, now);
    }

    void writable() override
    {
        if (sender_)
            sender_->writable();
    }

    void peer_restarted() override
    {
        const std::lock_guard lock{mutex_};
        ++received_.peer_restarts;
    }

private:
    void say(const std::string& text)
    {
        host_.send(kOrders, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    void obey(const std::string& text)
    {
        std::istringstream words{text};
        std::string verb;
        words >> verb;
        if (verb == "order") {
            order_ = parse_order(text.substr(verb.size() + 1));
            say("ready");
        } else if (verb == "ready") {
            const auto begin = Clock::now() + kUntilBegin;
            say("go " + std::to_string(nanoseconds(begin)));
            start(begin);
        } else if (verb == "go") {
            std::int64_t begin = 0;
            words >> begin;
            start(time_of(begin));
        } else if (verb == "stop") {
            if (sender_)
                sender_->stop_soon();
        } else if (verb == "sent") {
            words >> peer_.count >> peer_.voice >> peer_.voice_measured >> peer_.input >>
                peer_.input_measured;
            peer_.known = true;
        }
    }

    void start(Clock::time_point begin)
    {
        window_ = window_of(order_, begin);
        begun_ = true;
        last_heard_ = begin;
        sender_ = std::make_unique<Sender>(host_, order_, window_, self_);
        changed_.notify_all();
    }

    /// Own thread: twice a second, look for the end and report.
    void watch()
    {
        std::unique_lock lock{mutex_};
        while (!stopping_) {
            changed_.wait_for(lock, kBeat, [&] { return stopping_; });
            if (!begun_ || done_)
                continue;
            look_for_stop();
            tell_totals();
            done_ = is_done();
            report();
        }
    }

    void look_for_stop()
    {
        if (self_ != From::controlling || stopped_ || !fs::exists(folder_ / "stop"))
            return;
        stopped_ = true;
        sender_->stop_soon();
        say("stop");
    }

    void tell_totals()
    {
        const auto sent = sender_->totals();
        if (!sent.over || told_)
            return;
        told_ = true;
        std::ostringstream text;
        text << "sent " << sent.count.all << ' ' << sent.voice.all << ' ' << sent.voice.measured << ' '
             << sent.input.all << ' ' << sent.input.measured;
        say(text.str());
    }

    [[nodiscard]] bool is_done() const
    {
        if (!told_)
            return false;
        const auto now = Clock::now();
        if (!stopped_ && now - window_.until > std::chrono::duration_cast<Clock::duration>(order_.drain))
            return true;
        if (!peer_.known)
            return false;
        const bool all = received_.count.received() >= peer_.count &&
                         received_.voice.received() >= peer_.voice &&
                         received_.input.received() >= peer_.input;
        return all || now - last_heard_ > kQuiet;
    }

    void report() const
    {
        Report out;
        out.self = self_;
        out.done = done_;
        out.window = window_;
        if (sender_)
            out.sent = sender_->totals();
        out.peer = peer_;
        out.received = &received_;
        write_file(folder_ / "report.json", to_json(out));
    }

    cordee::sdk::Host host_;
    const From self_;
    fs::path folder_;
    std::mutex mutex_; ///< over everything below
    std::condition_variable changed_;
    Order order_;
    Window window_;
    PeerSent peer_;
    Received received_;
    Clock::time_point last_heard_;
    bool begun_ = false;
    bool stopped_ = false; ///< by the file
    bool told_ = false;
    bool done_ = false;
    bool stopping_ = false;
    std::unique_ptr<Sender> sender_;
    std::thread watch_;
};

} // namespace
} // namespace traffic

CORDEE_PLUGIN("traffic", traffic::Traffic);
