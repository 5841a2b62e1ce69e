#include "bench/relay_load/churn.hpp"
#include "bench/relay_load/rig.hpp"
#include "core/wire/relay_entry.hpp"
#include "tests/support/processes.hpp"

#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <sys/resource.h>
#include <sys/socket.h>

namespace cordee::bench {
namespace {

namespace fs = std::filesystem;

std::size_t descriptor_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max;
}

/// Whatever passes a connection on to a port of ours; nothing in between: the connection itself.
class Through : public Rig {
public:
    Ends open() override
    {
        Ends out{connect_to(port_), {}};
        const auto tag = now_ns();
        send_all(out.a.get(), {reinterpret_cast<const std::uint8_t*>(&tag), sizeof tag});
        for (std::uint64_t heard = 0; heard != tag;) { // others may have been left behind by what was before
            out.b = accept_from(listener_.get());
            ::recv(out.b.get(), &heard, sizeof heard, MSG_WAITALL);
        }
        return out;
    }
    std::uint64_t churn(double seconds, std::size_t side_by_side) override
    {
        return churn_through(port_, listener_.get(), seconds, side_by_side);
    }

protected:
    std::uint16_t backend_ = 0;
    Descriptor listener_ = listen_anywhere(backend_);
    std::uint16_t port_ = backend_;
};

class Direct final : public Through {
public:
    [[nodiscard]] std::string name() const override { return "direct"; }
    [[nodiscard]] std::vector<pid_t> processes() const override { return {}; }
};

class Proxy : public Through {
public:
    [[nodiscard]] std::vector<pid_t> processes() const override
    {
        auto out = test::descendants(process_->pid());
        out.push_back(process_->pid());
        return out;
    }

protected:
    void start(std::vector<std::string> command)
    {
        process_ = std::make_unique<test::Process>(test::Launch{name(), std::move(command), {}, {}, {}});
        const bool up = test::eventually([this] {
            try {
                open();
                return true;
            } catch (const std::exception&) {
                return false;
            }
        });
        if (!up)
            throw std::runtime_error{name() + " did not come up: " + process_->everything()};
    }
    std::unique_ptr<test::Process> process_;
};

class Haproxy final : public Proxy {
public:
    Haproxy(const RigSettings& settings, bool splice) : splice_{splice}
    {
        port_ = test::free_port();
        const auto file = settings.folder / (splice ? "haproxy-splice.cfg" : "haproxy.cfg");
        std::ofstream{file} << fmt::format(
            "global\n  nbthread {}\n  maxconn {}\n  maxpipes 40\n"
            "defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n"
            "  timeout server 1h\n{}"
            "listen relay\n  bind 127.0.0.1:{} backlog 4096\n"
            "  server end 127.0.0.1:{}\n",
            settings.threads, (descriptor_limit() - 200) / 2,
            splice ? "  option splice-request\n  option splice-response\n" : "", port_, backend_);
        start({"/usr/sbin/haproxy", "-db", "-f", file.string()});
    }
    [[nodiscard]] std::string name() const override { return splice_ ? "haproxy splice" : "haproxy"; }

private:
    bool splice_;
};

class Nginx final : public Proxy {
public:
    explicit Nginx(const RigSettings& settings)
    {
        port_ = test::free_port();
        const auto file = settings.folder / "nginx.conf";
        std::ofstream{file} << fmt::format(
            "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\nuser root;\ndaemon off;\n"
            "worker_processes {};\nworker_rlimit_nofile {};\npid {}/nginx.pid;\nerror_log stderr crit;\n"
            "events {{ worker_connections {}; }}\n"
            "stream {{ proxy_timeout 1h; server {{ listen 127.0.0.1:{} reuseport backlog=4096;"
            " proxy_pass 127.0.0.1:{}; }} }}\n",
            settings.threads, descriptor_limit(), settings.folder.string(), descriptor_limit(), port_,
            backend_);
        start({"/usr/sbin/nginx", "-e", "stderr", "-c", file.string()});
    }
    [[nodiscard]] std::string name() const override { return "nginx stream"; }
};

/// The real program, with tickets as its broker makes them.
class Cordee final : public RelayRig {
public:
    explicit Cordee(const RigSettings& settings) : office_{settings.folder, "load"}
    {
        std::vector<std::string> command{CORDEE_BINARY_DIR "/bin/cordee-relay"};
        auto sets = settings.relay;
        if (sets.empty())
            sets = {"limits.sessions=1000000", "limits.entries=1000000", "limits.entries_per_address=1000000",
                    "limits.used_tickets=1000000", "limits.idle_time=1h"};
        sets.insert(sets.end(), {"listen.address=127.0.0.1", "listen.ports=0", "log.level=warning",
                                 "listen.threads=" + std::to_string(settings.threads),
                                 "relay.credentials=" + office_.credentials().string()});
        for (const auto& each : sets)
            command.insert(command.end(), {"--set", each});
        process_ = std::make_unique<test::Process>(test::Launch{name(), command, {}, {}, {}});
        const auto line = process_->line_with("ready on ");
        port_ = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    }
    [[nodiscard]] std::string name() const override { return "cordee"; }
    [[nodiscard]] std::vector<pid_t> processes() const override { return {process_->pid()}; }
    [[nodiscard]] std::uint16_t port() const override { return port_; }
    Pass pass() override { return office_.pass(++sessions_, true); }

    Ends open() override
    {
        if (passes_.empty())
            prepare(1);
        const auto passes = std::move(passes_.back());
        passes_.pop_back();
        Ends out{connect_to(port_), connect_to(port_)};
        enter(out.a.get(), passes.first);
        enter(out.b.get(), passes.second);
        for (const auto* end : {&out.a, &out.b}) {
            ByteArray<1 + wire::kRelayPairedSize> answer;
            receive_all(end->get(), answer);
            if (answer[0] != 0)
                throw std::runtime_error{"the relay refused a good ticket"};
        }
        return out;
    }
    std::uint64_t churn(double seconds, std::size_t side_by_side) override
    {
        return churn_at_relay(port_, passes_, seconds, side_by_side);
    }
    void prepare(std::size_t pairs) override
    {
        while (passes_.size() < pairs) {
            ++sessions_;
            passes_.emplace_back(office_.pass(sessions_, false), office_.pass(sessions_, true));
        }
    }

private:
    static void enter(int socket, const Pass& pass)
    {
        send_all(socket, as_view(wire::kRelayPreamble));
        ByteArray<wire::kRelayGreetingSize> greeting;
        receive_all(socket, greeting);
        send_all(socket, TicketOffice::entry(pass, greeting));
    }

    TicketOffice office_;
    std::unique_ptr<test::Process> process_;
    std::uint16_t port_ = 0;
    std::uint64_t sessions_ = 0;
    std::vector<std::pair<Pass, Pass>> passes_;
};

std::string text_of(const fs::path& file)
{
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::uint64_t number_after(const std::string& text, std::string_view key)
{
    const auto at = text.find(key);
    return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + key.size(), nullptr, 10);
}

} // namespace

std::unique_ptr<Rig> make_direct()
{
    return std::make_unique<Direct>();
}

std::unique_ptr<Rig> make_haproxy(const RigSettings& settings, bool splice)
{
    return std::make_unique<Haproxy>(settings, splice);
}

std::unique_ptr<Rig> make_nginx(const RigSettings& settings)
{
    return std::make_unique<Nginx>(settings);
}

std::unique_ptr<RelayRig> make_cordee(const RigSettings& settings)
{
    return std::make_unique<Cordee>(settings);
}

double cpu_seconds(const std::vector<pid_t>& processes)
{
    double out = 0;
    for (const auto pid : processes)
        for (const auto& task : fs::directory_iterator{"/proc/" + std::to_string(pid) + "/task"})
            out +=
                static_cast<double>(std::strtoull(text_of(task.path() / "schedstat").c_str(), nullptr, 10)) /
                1e9;
    return out;
}

std::uint64_t memory_bytes(const std::vector<pid_t>& processes)
{
    std::uint64_t out = 0;
    for (const auto pid : processes)
        out += number_after(text_of("/proc/" + std::to_string(pid) + "/smaps_rollup"), "\nPss:") * 1024;
    return out;
}

std::uint64_t tcp_pages()
{
    const auto text = text_of("/proc/net/sockstat");
    return number_after(text.substr(text.find("\nTCP:")), " mem ");
}

} // namespace cordee::bench
