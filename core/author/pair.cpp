#include "core/author/pair.hpp"

#include "core/author/trial_folder.hpp"
#include "core/base/language.hpp"

namespace cordee::author {

namespace asio = boost::asio;

namespace {

plugin::Launch launch_half(const Pair::Setup& setup, cordee_side side)
{
    const bool controlled = side == CORDEE_SIDE_CONTROLLED;
    const auto& manifest = setup.manifest;
    plugin::Launch out;
    out.host_program = setup.host_program;
    out.folder = setup.package;
    out.library = setup.package / (controlled ? manifest.controlled : manifest.controlling);
    out.module = manifest.id;
    out.side = side;
    out.permissions = manifest.permissions;
    out.peer_name = controlled ? "operator" : "client";
    out.language = current_language();
    out.channels = static_cast<std::uint16_t>(manifest.channels.size());
    out.environment = {"HOME", "LANG", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "XMODIFIERS"};
    out.capabilities = plugin::on_side(manifest.capabilities, controlled);
    out.display = setup.display;
    out.folders = trial_folders(out.capabilities, Pair::files_of(setup, side));
    out.settings = plugin::values_of(manifest.settings, {});
    if (manifest.storage)
        out.kept = setup.kept / (controlled ? "controlled" : "controlling");
    out.lines = true;
    return out;
}

} // namespace

class Pair::Half final : public plugin::Supervisor::Listener {
public:
    Half(const asio::any_io_executor& strand, const Setup& setup, cordee_side side, Watcher& watcher)
        : side_{side}, watcher_{watcher}, supervisor_{strand, launch_half(setup, side), *this},
          out_{strand, setup.link,
               [this](std::uint16_t channel, View message) {
                   return other_->supervisor_.send(channel, message);
               },
               [this] { supervisor_.resume(); }}
    {}

    void join(Half& other) { other_ = &other; }
    [[nodiscard]] plugin::Supervisor& supervisor() { return supervisor_; }
    [[nodiscard]] cordee_side side() const { return side_; }
    void shape(LinkShape shape) { out_.shape(shape); }

    bool received(std::uint16_t channel, View message) override { return out_.send(channel, message); }
    void writable() override { other_->out_.resume(); }
    void restarted() override
    {
        // What was under way was said by, or meant for, the process that is gone.
        out_.clear();
        other_->out_.clear();
        other_->supervisor_.peer_restarted();
        watcher_.restarted(side_);
    }
    void finished() override { watcher_.ended(side_, std::string{tr("the plugin ends the module")}); }
    void failed(std::string why) override { watcher_.ended(side_, why); }
    void log(cordee_log_level level, std::string_view text) override { watcher_.log(side_, level, text); }
    void show(std::string_view text) override { watcher_.show(side_, text); }
    void ask(plugin::Question question) override { watcher_.ask(side_, question); }
    void withdraw(std::uint32_t question) override { watcher_.withdraw(side_, question); }
    void reported(plugin::TaskReport report) override { watcher_.reported(side_, report); }
    void record(std::string act, std::string facts) override { watcher_.record(side_, act, facts); }

private:
    cordee_side side_;
    Watcher& watcher_;
    Half* other_ = nullptr;
    plugin::Supervisor supervisor_;
    EmulatedLink out_;
};

std::filesystem::path Pair::files_of(const Setup& setup, cordee_side side)
{
    return setup.kept / (side == CORDEE_SIDE_CONTROLLED ? "client-files" : "operator-files");
}

Pair::Pair(const asio::any_io_executor& strand, const Setup& setup, Watcher& watcher)
    : controlled_{std::make_unique<Half>(strand, setup, CORDEE_SIDE_CONTROLLED, watcher)},
      controlling_{std::make_unique<Half>(strand, setup, CORDEE_SIDE_CONTROLLING, watcher)}
{
    controlled_->join(*controlling_);
    controlling_->join(*controlled_);
}

Pair::~Pair() = default;

asio::awaitable<std::optional<cordee_side>> Pair::start()
{
    for (auto* half : {controlled_.get(), controlling_.get()}) {
        const auto active = co_await half->supervisor().start();
        if (!active)
            co_return half->side();
    }
    co_return std::nullopt;
}

asio::awaitable<void> Pair::stop()
{
    for (auto* half : {controlled_.get(), controlling_.get()})
        co_await half->supervisor().stop();
}

plugin::Supervisor& Pair::half(cordee_side side)
{
    return (side == CORDEE_SIDE_CONTROLLED ? controlled_ : controlling_)->supervisor();
}

void Pair::shape(LinkShape shape)
{
    controlled_->shape(shape);
    controlling_->shape(shape);
}

} // namespace cordee::author
