// The folders that a plugin was given. Paths are relative to their folder; see ext/files.h for the rules.
#ifndef CORDEE_FILES_HPP
#define CORDEE_FILES_HPP

#include <cordee/ext/files.h>
#include <cordee/host.hpp>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace cordee::sdk {

/// An open file with one owner.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{other.release()} {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        if (this != &other) {
            reset();
            number_ = other.release();
        }
        return *this;
    }
    ~Descriptor() { reset(); }

    /// -1: none.
    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    int release() { return std::exchange(number_, -1); }
    void reset()
    {
        if (number_ >= 0)
            ::close(release());
    }

private:
    int number_ = -1;
};

using FileFacts = cordee_file_facts;

/// What became of one request.
struct FileAnswer {
    cordee_status status = CORDEE_CLOSED;
    cordee_file_trouble trouble = CORDEE_FILE_FINE;
    Descriptor file;
    FileFacts facts{};

    bool ok() const { return status == CORDEE_OK; }
    explicit operator bool() const { return ok(); }
};

struct FolderEntry {
    std::string name;
    FileFacts facts{};
    std::string target; ///< of a link
};

struct FolderListing {
    cordee_status status = CORDEE_CLOSED;
    cordee_file_trouble trouble = CORDEE_FILE_FINE;
    std::vector<FolderEntry> entries;

    bool ok() const { return status == CORDEE_OK; }
    explicit operator bool() const { return ok(); }
};

/// Requests that are carried out together, which makes many small files cheap. Folder below adds to it.
class FileBatch {
public:
    FileBatch& look(std::uint32_t folder, std::string path)
    {
        return add(CORDEE_FILE_LOOK, folder, std::move(path));
    }
    FileBatch& open(std::uint32_t folder, std::string path)
    {
        return add(CORDEE_FILE_OPEN, folder, std::move(path));
    }
    FileBatch& part(std::uint32_t folder, std::string path, bool fresh = false)
    {
        return add(CORDEE_FILE_PART, folder, std::move(path), fresh ? CORDEE_FILE_FRESH : 0);
    }
    FileBatch& commit(std::uint32_t folder, std::string path, std::uint32_t mode, std::int64_t modified,
                      bool replace = false)
    {
        return add(CORDEE_FILE_COMMIT, folder, std::move(path), replace ? CORDEE_FILE_REPLACE : 0, mode,
                   modified);
    }
    FileBatch& discard(std::uint32_t folder, std::string path)
    {
        return add(CORDEE_FILE_DISCARD, folder, std::move(path));
    }
    FileBatch& make_folder(std::uint32_t folder, std::string path, bool parents = true,
                           std::uint32_t mode = 0755)
    {
        return add(CORDEE_FILE_MAKE_FOLDER, folder, std::move(path), parents ? CORDEE_FILE_PARENTS : 0, mode);
    }
    FileBatch& set_facts(std::uint32_t folder, std::string path, std::uint32_t mode, std::int64_t modified)
    {
        return add(CORDEE_FILE_SET_FACTS, folder, std::move(path), 0, mode, modified);
    }
    FileBatch& make_link(std::uint32_t folder, std::string path, std::string target, bool replace = false)
    {
        add(CORDEE_FILE_MAKE_LINK, folder, std::move(path), replace ? CORDEE_FILE_REPLACE : 0);
        texts_.push_back(std::move(target));
        requests_.back().target = c_text(texts_.back());
        return *this;
    }

    std::size_t size() const { return requests_.size(); }
    bool empty() const { return requests_.empty(); }

    /// One answer for each, in order; the batch is empty afterwards. More than CORDEE_FILES_BATCH are carried
    /// out in several calls.
    std::vector<FileAnswer> perform(Host host)
    {
        const auto* half = host.half<cordee_host_files>(CORDEE_EXT_FILES);
        std::vector<FileAnswer> out;
        out.reserve(requests_.size());
        for (std::size_t at = 0; at < requests_.size(); at += CORDEE_FILES_BATCH) {
            const auto count = std::min<std::size_t>(requests_.size() - at, CORDEE_FILES_BATCH);
            const auto status = half ? half->perform(host.c_host(), &requests_[at], count) : CORDEE_CLOSED;
            for (std::size_t i = at; i < at + count; ++i)
                out.push_back(answer_of(requests_[i], status));
        }
        requests_.clear();
        texts_.clear();
        return out;
    }

private:
    FileBatch& add(cordee_file_action action, std::uint32_t folder, std::string path, std::uint32_t flags = 0,
                   std::uint32_t mode = 0, std::int64_t modified = 0)
    {
        texts_.push_back(std::move(path));
        cordee_file_request request{};
        request.action = action;
        request.folder = folder;
        request.flags = flags;
        request.mode = mode;
        request.modified = modified;
        request.path = c_text(texts_.back());
        request.descriptor = -1;
        requests_.push_back(request);
        return *this;
    }
    static FileAnswer answer_of(const cordee_file_request& request, cordee_status call)
    {
        FileAnswer out;
        out.status = call == CORDEE_OK ? request.status : call;
        if (call != CORDEE_OK)
            return out;
        out.trouble = request.trouble;
        out.file = Descriptor{request.descriptor};
        out.facts = request.facts;
        return out;
    }

    std::vector<cordee_file_request> requests_;
    std::deque<std::string> texts_; // their addresses stay
};

/// One folder. Each call may take as long as a disk does: not on the plugin thread where that may be long.
class Folder {
public:
    /// All of them, in the order in which they were given.
    static std::vector<Folder> all(Host host)
    {
        struct Context {
            Host host;
            std::vector<Folder> folders;
        } context{host, {}};
        const auto add = [](void* to, const cordee_folder* folder) {
            auto& into = *static_cast<Context*>(to);
            into.folders.push_back(Folder{into.host, *folder});
        };
        if (const auto* half = host.half<cordee_host_files>(CORDEE_EXT_FILES))
            half->folders(host.c_host(), add, &context);
        return std::move(context.folders);
    }

    std::uint32_t id() const { return id_; }
    bool readable() const { return (rights_ & CORDEE_FOLDER_READ) != 0; }
    bool writable() const { return (rights_ & CORDEE_FOLDER_WRITE) != 0; }
    /// What the person calls it.
    const std::string& name() const { return name_; }
    /// Not empty: only this entry and what lies beneath it is given.
    const std::string& entry() const { return entry_; }

    FileAnswer look(std::string path) const { return one(FileBatch{}.look(id_, std::move(path))); }
    FileAnswer open(std::string path) const { return one(FileBatch{}.open(id_, std::move(path))); }
    /// The part of a file that is to be at `path`; facts.size says where to go on.
    FileAnswer part(std::string path, bool fresh = false) const
    {
        return one(FileBatch{}.part(id_, std::move(path), fresh));
    }
    FileAnswer commit(std::string path, std::uint32_t mode, std::int64_t modified, bool replace = false) const
    {
        return one(FileBatch{}.commit(id_, std::move(path), mode, modified, replace));
    }
    FileAnswer discard(std::string path) const { return one(FileBatch{}.discard(id_, std::move(path))); }
    FileAnswer make_folder(std::string path, bool parents = true, std::uint32_t mode = 0755) const
    {
        return one(FileBatch{}.make_folder(id_, std::move(path), parents, mode));
    }
    FileAnswer set_facts(std::string path, std::uint32_t mode, std::int64_t modified) const
    {
        return one(FileBatch{}.set_facts(id_, std::move(path), mode, modified));
    }
    FileAnswer make_link(std::string path, std::string target, bool replace = false) const
    {
        return one(FileBatch{}.make_link(id_, std::move(path), std::move(target), replace));
    }
    /// In the order of their bytes; an empty path is the folder itself.
    FolderListing list(std::string_view path = {}) const
    {
        FolderListing out;
        const auto add = [](void* to, const cordee_folder_entry* entry) {
            static_cast<std::vector<FolderEntry>*>(to)->push_back(
                {std::string{view(entry->name)}, entry->facts, std::string{view(entry->target)}});
        };
        if (const auto* half = host_.half<cordee_host_files>(CORDEE_EXT_FILES))
            out.status = half->list(host_.c_host(), id_, c_text(path), add, &out.entries, &out.trouble);
        return out;
    }
    /// Bytes that this person may still write there; empty when that is not known.
    std::optional<std::uint64_t> space() const
    {
        std::uint64_t bytes = 0;
        const auto* half = host_.half<cordee_host_files>(CORDEE_EXT_FILES);
        if (!half || half->space(host_.c_host(), id_, &bytes) != CORDEE_OK)
            return std::nullopt;
        return bytes;
    }

private:
    Folder(Host host, const cordee_folder& folder)
        : host_{host}, id_{folder.id}, rights_{folder.rights}, name_{view(folder.name)}, entry_{view(
                                                                                             folder.entry)}
    {}
    FileAnswer one(FileBatch& batch) const { return std::move(batch.perform(host_).front()); }

    Host host_;
    std::uint32_t id_;
    std::uint32_t rights_;
    std::string name_;
    std::string entry_;
};

} // namespace cordee::sdk

#endif
