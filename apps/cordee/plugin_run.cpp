// plugin run: both sides of a plugin on this computer, started anew whenever it was built anew.
#include "apps/cordee/plugin.hpp"
#include "apps/cordee/plugin_bench.hpp"
#include "core/author/file_watch.hpp"
#include "core/author/project.hpp"
#include "core/author/scratch_folder.hpp"
#include "core/author/specimen.hpp"
#include "core/base/language.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/stop_signal.hpp"

#include <cstdlib>
#include <exception>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

struct RunOrder {
    fs::path package;
    std::vector<std::string> publishers;
    author::LinkShape link;
    std::string until;
    std::chrono::milliseconds patience{0}; ///< 0: without end
};

std::chrono::milliseconds delay_of(const Options& options, const std::string& name,
                                   const std::string& otherwise)
{
    const auto text = options.value(name, otherwise);
    const auto out = author::parse_delay(text);
    if (!out)
        throw UsageError{trf("'{}' is not a time", text), std::string{tr("a time is written as 40ms or 2s")}};
    return *out;
}

RunOrder run_order(const Options& options)
{
    RunOrder out;
    const auto rate = author::parse_rate(options.value("rate", "0"));
    if (!rate)
        throw UsageError{trf("'{}' is not a rate", options.value("rate")),
                         std::string{tr("a rate is written as 256k or 10M, in bits per second")}};
    out.link = {*rate, delay_of(options, "delay", "0ms")};
    out.until = options.value("until");
    out.patience = delay_of(options, "timeout", out.until.empty() ? "0ms" : "60s");
    out.package = author::find_package(options.positional().empty() ? "." : options.positional()[0]);
    out.publishers = author::publishers_for(out.package, options.value("key"));
    return out;
}

/// One build of the plugin, unpacked.
struct Build {
    explicit Build(const RunOrder& order)
    {
        const auto package = scratch.path() / "package";
        fs::create_directory(package);
        specimen = author::open_specimen(order.package, order.publishers, package);
        if (specimen.folder.empty())
            throw UserError{trf("no agent would take {}: {}", order.package.string(), specimen.trouble),
                            std::string{tr("cordee plugin build makes it anew")}};
    }

    author::ScratchFolder scratch;
    author::Specimen specimen;
};

/// Everything on one strand.
class Run {
public:
    Run(Context& context, asio::io_context& io, RunOrder order)
        : context_{context}, io_{io}, order_{std::move(order)}, host_{endpoint::find_plugin_host({})},
          watch_{io.get_executor(), order_.package}, changed_{io.get_executor()}, tasks_{io.get_executor()},
          bench_{context.terminal, [this](std::string_view line) { shown(line); }, [this] { end(0); }}
    {}

    asio::awaitable<int> run()
    {
        tasks_.spawn(read_lines());
        tasks_.spawn(watch_builds());
        tasks_.spawn(watch_signals());
        if (order_.patience.count() != 0)
            tasks_.spawn(watch_time());
        std::exception_ptr failure;
        try {
            while (!code_)
                co_await run_build();
        } catch (...) {
            failure = std::current_exception();
        }
        tasks_.cancel();
        co_await tasks_.join();
        if (failure)
            std::rethrow_exception(failure);
        co_return *code_;
    }

private:
    /// Until it was built anew, or it is over.
    asio::awaitable<void> run_build()
    {
        again_ = false;
        const Build build{order_};
        const author::Pair::Setup setup{
            *build.specimen.manifest, build.specimen.folder, kept_.path(), host_, display(), order_.link};
        author::Pair pair{io_.get_executor(), setup, bench_};
        tell_folders(setup);
        bench_.take(&pair, *build.specimen.manifest);
        const auto not_started = co_await pair.start();
        if (not_started)
            bench_.tell(*not_started, tr("it does not start"));
        if (not_started && !order_.until.empty())
            end(1); // nothing will be said
        active_ = true;
        changed_.notify();
        while (!code_ && !again_)
            co_await changed_.wait();
        active_ = false;
        bench_.take(nullptr, {});
        co_await pair.stop();
        if (again_ && !code_)
            context_.terminal.say(tr("it was built anew, and both sides start again"));
    }

    void tell_folders(const author::Pair::Setup& setup)
    {
        if (!plugin::asks_for(setup.manifest.capabilities, plugin::kFolderCapability))
            return;
        for (const auto side : {CORDEE_SIDE_CONTROLLING, CORDEE_SIDE_CONTROLLED})
            bench_.tell(side, trf("its folder is {}", author::Pair::files_of(setup, side).string()));
    }

    static std::string display()
    {
        const char* out = std::getenv("DISPLAY");
        return out == nullptr ? "" : out;
    }

    void shown(std::string_view line)
    {
        if (!order_.until.empty() && line.find(order_.until) != std::string_view::npos)
            end(0);
    }

    void end(int code)
    {
        if (!code_)
            code_ = code;
        changed_.notify();
    }

    asio::awaitable<void> read_lines()
    {
        for (;;) {
            while (!active_) // what is typed before there is somebody to hear it waits
                co_await changed_.wait();
            const auto line = co_await context_.terminal.read_line();
            if (!line)
                break;
            bench_.typed(*line);
        }
    }

    asio::awaitable<void> watch_builds()
    {
        for (;;) {
            const bool anew = co_await watch_.changed();
            if (!anew)
                break;
            again_ = true;
            changed_.notify();
        }
    }

    asio::awaitable<void> watch_signals()
    {
        const bool asked = co_await endpoint::stop_signal();
        if (asked)
            end(0);
    }

    asio::awaitable<void> watch_time()
    {
        asio::steady_timer timer{io_, order_.patience};
        const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return;
        if (!order_.until.empty())
            context_.terminal.say(trf("nobody said '{}' in time", order_.until));
        end(order_.until.empty() ? 0 : 1);
    }

    Context& context_;
    asio::io_context& io_;
    RunOrder order_;
    fs::path host_;
    author::ScratchFolder kept_; ///< what it keeps on this computer lasts as long as this run
    author::FileWatch watch_;
    Signal changed_;
    TaskGroup tasks_;
    PluginBench bench_;
    bool again_ = false;
    bool active_ = false;
    std::optional<int> code_;
};

} // namespace

std::vector<OptionSpec> plugin_run_options()
{
    return {
        {"rate", "RATE", std::string{tr("of the path between them, such as 256k or 10M bits per second")}},
        {"delay", "TIME", std::string{tr("of the path in each direction, such as 40ms")}},
        {"key", "KEY", std::string{tr("the publisher's minisign key, or its .pub file")}},
        {"until", "TEXT",
         std::string{tr("end when a line has this text; exit code 1 when none has in time")}},
        {"timeout", "TIME", std::string{tr("how long it may take (60s with --until)")}}};
}

int run_plugin_run(Context& context, const Options& options)
{
    auto order = run_order(options);
    asio::io_context io;
    Run run{context, io, std::move(order)};
    return endpoint::run(io, run.run());
}

} // namespace cordee::cli
