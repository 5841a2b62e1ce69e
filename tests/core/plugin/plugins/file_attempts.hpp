// What the hostile plugin does and tries to do with the folders that it was given. Orders are
// "VERB FOLDER PATH"; the answer is "done", the name of the trouble or of the error, or what was asked for.
#pragma once

#include <cordee/ext/files.h>
#include <cordee/plugin.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

class FileAttempts {
public:
    explicit FileAttempts(cordee::sdk::Host host)
        : host_{host.c_host()}, files_{host.half<cordee_host_files>(CORDEE_EXT_FILES)}
    {}
    ~FileAttempts()
    {
        over_ = true;
        if (writer_.joinable())
            writer_.join();
    }

    /// "?": another kind of order. Empty: there is no answer.
    std::string reply(const std::string& verb, const std::string& argument)
    {
        using Self = FileAttempts;
        static const std::map<std::string, std::string (Self::*)(), std::less<>> all{
            {"folders", &Self::folders},        {"file-open", &Self::open},
            {"file-read", &Self::read},         {"file-write", &Self::write},
            {"file-write-on", &Self::write_on}, {"file-part", &Self::part},
            {"file-race", &Self::race},         {"file-write-back", &Self::write_back},
            {"file-reopen", &Self::reopen},     {"file-link-out", &Self::link_out},
            {"file-chmod", &Self::change_mode}, {"file-hoard", &Self::hoard},
            {"file-close", &Self::close_all},
        };
        const auto found = all.find(verb);
        if (found == all.end())
            return "?";
        std::istringstream in{argument};
        in >> folder_;
        in.get();
        std::getline(in, path_);
        return (this->*found->second)();
    }

private:
    static std::string name_of(cordee_file_trouble trouble)
    {
        constexpr std::array names{"done",    "ABSENT", "EXISTS", "WRONG_KIND", "FORBIDDEN",
                                   "OUTSIDE", "FULL",   "BUSY",   "BROKEN"};
        return names.at(trouble);
    }
    static std::string error_of(long done) { return done >= 0 ? "done" : strerrorname_np(errno); }

    cordee_file_request request(cordee_file_action action) const
    {
        cordee_file_request out{};
        out.action = action;
        out.folder = folder_;
        out.path = {path_.data(), path_.size()};
        out.descriptor = -1;
        return out;
    }
    cordee_file_request ask(cordee_file_request request)
    {
        status_ = files_->perform(host_, &request, 1);
        return request;
    }
    std::string refused(const cordee_file_request& request) const
    {
        return status_ == CORDEE_OK ? name_of(request.trouble) : std::to_string(status_);
    }

    std::string folders()
    {
        std::string out;
        const auto each = [](void* context, const cordee_folder* one) {
            *static_cast<std::string*>(context) += std::to_string(one->id) + " " +
                                                   std::to_string(one->rights) + " " +
                                                   std::string{one->name.data, one->name.size} + ";";
        };
        if (files_->folders(host_, each, &out) != CORDEE_OK)
            return "failed";
        return out.empty() ? "none" : out;
    }

    std::string open()
    {
        const auto done = ask(request(CORDEE_FILE_OPEN));
        close(done.descriptor);
        return refused(done);
    }

    std::string read()
    {
        const auto done = ask(request(CORDEE_FILE_OPEN));
        if (done.descriptor < 0)
            return refused(done);
        std::string out(1000, '\0');
        const auto size = ::read(done.descriptor, out.data(), out.size());
        close(done.descriptor);
        return out.substr(0, size < 0 ? 0 : static_cast<std::size_t>(size));
    }

    /// With all that a plugin may do to a part.
    std::string write()
    {
        auto wanted = request(CORDEE_FILE_PART);
        wanted.flags = CORDEE_FILE_FRESH;
        const auto part = ask(wanted);
        if (part.descriptor < 0)
            return refused(part);
        const std::string text = "written, cut and synced, and more";
        const int file = part.descriptor;
        const bool well = ::write(file, text.data(), 10) == 10 &&
                          pwrite(file, text.data(), text.size(), 0) > 0 && fallocate(file, 0, 0, 100) == 0 &&
                          ftruncate(file, 23) == 0 && fsync(file) == 0 && fdatasync(file) == 0 &&
                          lseek(file, 0, SEEK_HOLE) == 23 && lseek(file, 0, SEEK_DATA) == 0;
        if (!well)
            return error_of(-1);
        close(file);
        return refused(ask(request(CORDEE_FILE_COMMIT)));
    }

    /// Without an end, on a thread.
    std::string write_on()
    {
        const int file = ask(request(CORDEE_FILE_PART)).descriptor;
        writer_ = std::thread{[this, file] {
            const std::string piece(32 << 10, 'x');
            while (!over_ && ::write(file, piece.data(), piece.size()) > 0)
                std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }};
        return {};
    }

    std::string part()
    {
        const auto done = ask(request(CORDEE_FILE_PART));
        if (done.descriptor < 0)
            return refused(done);
        [[maybe_unused]] const auto n =
            pwrite(done.descriptor, "piece", 5, static_cast<off_t>(done.facts.size));
        close(done.descriptor);
        return std::to_string(done.facts.size);
    }

    /// Somebody changes a folder on the way for a link to another place, again and again.
    std::string race()
    {
        std::string out = "nothing";
        for (int i = 0; i < 500 || out == "nothing"; ++i) {
            const auto text = read();
            if (text == "secret")
                return "done";
            if (text != "harmless")
                out = text;
        }
        return out;
    }

    /// Into what was opened for reading.
    std::string write_back()
    {
        const auto done = ask(request(CORDEE_FILE_OPEN));
        const auto out = error_of(::write(done.descriptor, "x", 1));
        const bool cut = ftruncate(done.descriptor, 0) == 0;
        close(done.descriptor);
        return cut ? "done" : out;
    }

    std::string reopen()
    {
        const auto done = ask(request(CORDEE_FILE_OPEN));
        const auto name = "/proc/self/fd/" + std::to_string(done.descriptor);
        const auto out = error_of(::open(name.c_str(), O_RDWR));
        close(done.descriptor);
        return out;
    }

    std::string link_out()
    {
        auto wanted = request(CORDEE_FILE_MAKE_LINK);
        const std::string target = "../secret";
        wanted.target = {target.data(), target.size()};
        return refused(ask(wanted));
    }

    std::string change_mode()
    {
        auto wanted = request(CORDEE_FILE_SET_FACTS);
        wanted.mode = 0666;
        return refused(ask(wanted));
    }

    /// In batches, until one does not fit.
    std::string hoard()
    {
        for (auto status = CORDEE_OK; status == CORDEE_OK;) {
            std::vector<cordee_file_request> batch(CORDEE_FILES_BATCH, request(CORDEE_FILE_OPEN));
            files_->perform(host_, batch.data(), batch.size());
            for (const auto& one : batch) {
                if (one.descriptor >= 0)
                    hoard_.push_back(one.descriptor);
                if ((one.status == CORDEE_OK) != (one.descriptor >= 0))
                    return "a lie";
                status = one.status;
            }
            if (status != CORDEE_OK && status != CORDEE_AGAIN)
                return std::to_string(status);
        }
        const auto most = hoard_.size();
        // The sanitizers look at memory through a pipe.
        for (int i = 0; i < 2 && !hoard_.empty(); ++i) {
            close(hoard_.back());
            hoard_.pop_back();
        }
        return std::to_string(most);
    }

    std::string close_all()
    {
        for (const int one : hoard_)
            close(one);
        hoard_.clear();
        return "closed";
    }

    const cordee_host* host_;
    const cordee_host_files* files_;
    std::uint32_t folder_ = 0;
    std::string path_;
    cordee_status status_ = CORDEE_OK;
    std::vector<int> hoard_;
    std::atomic<bool> over_ = false;
    std::thread writer_;
};
