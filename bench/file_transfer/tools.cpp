#include "bench/file_transfer/tools.hpp"

#include "tests/support/text_file.hpp"

#include <functional>
#include <stdexcept>

namespace cordee::bench {
namespace {

namespace fs = std::filesystem;
using test::Launch;
using test::Process;
using Words = std::vector<std::string>;

constexpr auto kTransferMost = std::chrono::minutes{30};
constexpr const char* kHere = "127.0.0.1";

Launch launch_of(Words command)
{
    return {command.front(), command, {}, {}, {}};
}

class CommandTransfer final : public Transfer {
public:
    explicit CommandTransfer(Launch launch) : launch_{std::move(launch)} {}
    void begin() override { process_ = std::make_unique<Process>(launch_); }
    void wait() override
    {
        if (process_->wait(kTransferMost) != 0)
            throw std::runtime_error{launch_.name + " failed: " + process_->everything()};
    }
    void kill() override { process_->kill(); }

private:
    Launch launch_;
    std::unique_ptr<Process> process_;
};

/// A program with a command line for each job, and the server that it needs, if any.
class CommandTool final : public Tool {
public:
    using Command = std::function<Words(const Job&)>;
    CommandTool(std::string name, std::unique_ptr<Process> server, bool can_resume, Command command)
        : Tool{std::move(name)}, server_{std::move(server)}, can_resume_{can_resume}, command_{
                                                                                          std::move(command)}
    {}
    std::unique_ptr<Transfer> prepare(const Job& job) override
    {
        return std::make_unique<CommandTransfer>(launch_of(command_(job)));
    }
    [[nodiscard]] bool can_resume() const override { return can_resume_; }

private:
    std::unique_ptr<Process> server_;
    bool can_resume_;
    Command command_;
};

void make_key(const fs::path& file)
{
    if (!fs::exists(file))
        test::run(launch_of({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file}));
}

/// A private sshd on a port of its own; `client` becomes the settings of who calls it.
std::unique_ptr<Process> start_sshd(const fs::path& folder, const fs::path& client)
{
    fs::create_directories(folder);
    fs::create_directories("/run/sshd");
    const auto port = std::to_string(test::free_port());
    make_key(folder / "host");
    make_key(folder / "user");
    test::write_text(folder / "sshd.conf", "Port " + port + "\nListenAddress " + kHere + "\nHostKey " +
                                               (folder / "host").string() + "\nAuthorizedKeysFile " +
                                               (folder / "user.pub").string() +
                                               "\nStrictModes no\nUsePAM no\nPidFile none\n"
                                               "PermitRootLogin prohibit-password\n"
                                               "Subsystem sftp /usr/lib/openssh/sftp-server\n");
    test::write_text(client, "Host *\nPort " + port + "\nIdentityFile " + (folder / "user").string() +
                                 "\nIdentitiesOnly yes\nStrictHostKeyChecking no\n"
                                 "UserKnownHostsFile /dev/null\nLogLevel ERROR\n");
    auto out = std::make_unique<Process>(
        launch_of({"/usr/sbin/sshd", "-D", "-e", "-f", (folder / "sshd.conf").string()}));
    out->line_with("listening");
    return out;
}

std::unique_ptr<Process> start_rsyncd(const fs::path& folder, const fs::path& files, std::uint16_t port)
{
    fs::create_directories(folder);
    const auto settings = folder / "rsyncd.conf";
    test::write_text(settings, "use chroot = no\nuid = root\ngid = root\n[files]\npath = " + files.string() +
                                   "\nread only = no\n");
    auto out = std::make_unique<Process>(
        launch_of({"rsync", "--daemon", "--no-detach", "--address", kHere, "--port", std::to_string(port),
                   "--config", settings.string(), "--log-file", "/dev/stdout"}));
    out->line_with("starting");
    return out;
}

Words with_resume(Words command, const Job& job)
{
    if (job.resumable)
        command.insert(command.begin() + 1, "--inplace");
    return command;
}

std::unique_ptr<Tool> make_ssh_tool(bool rsync, const fs::path& folder)
{
    const auto client = folder / "ssh.conf";
    auto server = start_sshd(folder, client);
    const auto there = [](const Job& job) { return std::string{kHere} + ":" + job.to.string() + "/"; };
    if (rsync)
        return std::make_unique<
            CommandTool>("rsync over ssh", std::move(server), true, [client, there](const Job& job) {
            return with_resume({"rsync", "-a", "-e", "ssh -F " + client.string(), job.from, there(job)}, job);
        });
    return std::make_unique<CommandTool>("scp", std::move(server), false, [client, there](const Job& job) {
        return Words{"scp", "-q", "-r", "-F", client, job.from, there(job)};
    });
}

std::unique_ptr<Tool> make_rsyncd_tool(const fs::path& folder, const fs::path& files)
{
    const auto port = test::free_port();
    const auto place = "rsync://" + std::string{kHere} + ":" + std::to_string(port) + "/files/";
    return std::make_unique<CommandTool>(
        "rsync daemon", start_rsyncd(folder, files, port), true, [place, files](const Job& job) {
            return with_resume({"rsync", "-a", job.from, place + fs::relative(job.to, files).string() + "/"},
                               job);
        });
}

} // namespace

const std::vector<std::string>& tool_keys()
{
    static const std::vector<std::string> keys{"cp", "scp", "rsync", "daemon", "relay", "direct"};
    return keys;
}

std::unique_ptr<Tool> make_tool(const std::string& key, const fs::path& folder, const fs::path& files)
{
    if (key == "cp")
        return std::make_unique<CommandTool>("cp", nullptr, false, [](const Job& job) {
            return Words{"cp", "-r", job.from, job.to};
        });
    if (key == "scp" || key == "rsync")
        return make_ssh_tool(key == "rsync", folder / "ssh");
    if (key == "daemon")
        return make_rsyncd_tool(folder / "rsyncd", files);
    if (key == "relay" || key == "direct")
        return make_ours(key == "direct", folder);
    throw std::runtime_error{"there is no " + key};
}

} // namespace cordee::bench
