// What many small files cost when a plugin writes them through the core: `./dev bench folders [FILES
// [FOLDER]]`. Beside it `cp -r` of the same files, which leaves them in memory, with a `sync` after it, and a
// program that makes each file safe for itself.
#include "core/plugin/folder_broker.hpp"
#include "core/plugin/host/files.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

using namespace cordee;
using namespace cordee::plugin;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSize = 4096;

[[noreturn]] void fail(const char* what)
{
    std::fprintf(stderr, "bench_folders: %s\n", what);
    std::exit(1);
}

std::string name_of(std::size_t number)
{
    return "folder" + std::to_string(number / 500) + "/file" + std::to_string(number);
}

void measure(const char* what, std::size_t files, const std::function<void()>& run)
{
    ::sync();
    const auto begin = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf("%-44s %7zu files  %8.2f s  %8.0f us/file\n", what, files, took.count(),
                took.count() * 1e6 / static_cast<double>(files));
    std::fflush(stdout);
}

/// As a plugin does it: both halves, the socket between them and the broker's thread.
class Through {
public:
    explicit Through(const fs::path& folder)
    {
        std::vector<Capability> asked{{kFolderCapability, "", true, true, CORDEE_FOLDER_WRITE}};
        auto set = std::make_shared<FolderSet>(std::move(asked));
        set->add({{"bench", folder, "", "", "*"}});
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
            fail("no socket");
        plugins_ = Descriptor{ends[1]};
        files_ = std::make_unique<host::Files>(ends[1]);
        broker_ = FolderBroker::start(context_.get_executor(), Descriptor{ends[0]}, set);
    }

    void write(std::size_t count, const std::string& content)
    {
        for (std::size_t at = 0; at < count; at += CORDEE_FILES_BATCH) {
            names_.clear();
            for (std::size_t i = at; i < std::min<std::size_t>(at + CORDEE_FILES_BATCH, count); ++i)
                names_.push_back(name_of(i));
            const auto parts = ask(CORDEE_FILE_PART);
            for (const auto& part : parts) {
                if (::write(part.descriptor, content.data(), content.size()) !=
                    static_cast<ssize_t>(content.size()))
                    fail("a part cannot be written");
                close(part.descriptor);
            }
            ask(CORDEE_FILE_COMMIT);
        }
    }
    void make_folders(std::size_t files)
    {
        for (std::size_t i = 0; i < files; i += 500) {
            names_ = {"folder" + std::to_string(i / 500)};
            ask(CORDEE_FILE_MAKE_FOLDER);
        }
    }

private:
    std::vector<cordee_file_request> ask(cordee_file_action action)
    {
        std::vector<cordee_file_request> out;
        for (const auto& name : names_) {
            cordee_file_request one{};
            one.action = action;
            one.mode = action == CORDEE_FILE_MAKE_FOLDER ? 0755 : 0644;
            one.path = {name.data(), name.size()};
            out.push_back(one);
        }
        files_->perform(out.data(), out.size());
        for (const auto& one : out)
            if (one.status != CORDEE_OK)
                fail("a request failed");
        return out;
    }

    boost::asio::io_context context_;
    Descriptor plugins_;
    std::unique_ptr<host::Files> files_;
    std::unique_ptr<FolderBroker> broker_;
    std::vector<std::string> names_;
};

void one_by_one(const fs::path& folder, std::size_t count, const std::string& content)
{
    for (std::size_t i = 0; i < count; ++i) {
        const auto to = folder / name_of(i);
        const auto part = to.string() + ".part";
        fs::create_directories(to.parent_path());
        const Descriptor file{open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
        if (::write(file.get(), content.data(), content.size()) < 0 || fsync(file.get()) != 0)
            fail("a file cannot be written");
        fs::rename(part, to);
    }
}

void shell(const std::string& command)
{
    if (std::system(command.c_str()) != 0)
        fail("a command failed");
}

} // namespace

int main(int count, char** arguments)
{
    const std::size_t files = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 20'000;
    const fs::path base = count > 2 ? fs::path{arguments[2]} : fs::temp_directory_path();
    const auto folder = base / ("cordee-bench-" + std::to_string(getpid()));
    const std::string content(kSize, 'x');
    for (const char* name : {"broker", "copy", "safe", "each"})
        fs::create_directories(folder / name);
    {
        Through through{folder / "broker"};
        measure("through the core, in batches of 64", files, [&] {
            through.make_folders(files);
            through.write(files, content);
        });
    }
    const auto source = (folder / "broker").string();
    measure("cp -r", files, [&] { shell("cp -r " + source + " " + (folder / "copy").string()); });
    measure("cp -r, then sync", files,
            [&] { shell("cp -r " + source + " " + (folder / "safe").string() + " && sync"); });
    const auto few = std::max<std::size_t>(files / 20, 1);
    measure("each written, synced and renamed", few, [&] { one_by_one(folder / "each", few, content); });
    fs::remove_all(folder);
    return 0;
}
