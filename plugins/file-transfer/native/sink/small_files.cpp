#include "sink/small_files.hpp"

#include "disk.hpp"
#include "hash.hpp"
#include "pack.hpp"

namespace cordee::transfer {
namespace {

Request request_of(cordee_file_action action, const Settle& place)
{
    Request out{action, place.folder, place.target};
    if (action == CORDEE_FILE_PART)
        out.flags = CORDEE_FILE_FRESH;
    if (action == CORDEE_FILE_COMMIT) {
        out.flags = place.replace ? CORDEE_FILE_REPLACE : 0;
        out.mode = place.entry.mode;
        out.modified = place.entry.modified;
    }
    return out;
}

/// Does one thing for all that are without trouble, and notes their answers.
std::vector<Request> perform(cordee_file_action action, const std::vector<Settle>& places,
                             const std::vector<bool>& which, std::vector<Trouble>& troubles, Files& files)
{
    std::vector<Request> requests;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < places.size(); ++i)
        if (which[i]) {
            requests.push_back(request_of(action, places[i]));
            of.push_back(i);
        }
    files.perform(requests);
    for (std::size_t i = 0; i < requests.size(); ++i)
        if (troubles[of[i]] == Trouble::none)
            troubles[of[i]] = trouble_of(requests[i].trouble);
    return requests;
}

std::vector<bool> fine(const std::vector<Trouble>& troubles)
{
    std::vector<bool> out;
    for (const auto trouble : troubles)
        out.push_back(trouble == Trouble::none);
    return out;
}

} // namespace

std::vector<Trouble> store_small(const Small& small, const std::vector<Settle>& places, Files& files,
                                 Mine& mine)
{
    std::vector<Trouble> troubles(places.size(), Trouble::none);
    Bytes room;
    View data = small.data.view;
    if (small.packed) {
        room.resize(small.raw);
        if (!unpack(data, room))
            return std::vector<Trouble>(places.size(), Trouble::mismatch);
        data = room;
    }
    std::vector<View> contents;
    for (const auto& file : small.files) {
        contents.push_back(data.first(file.size));
        data = data.subspan(file.size);
    }
    const auto hashes = hashes_of(contents);
    for (std::size_t i = 0; i < places.size(); ++i)
        if (hashes[i] != small.files[i].hash)
            troubles[i] = Trouble::mismatch;

    const auto sound = fine(troubles);
    auto parts = perform(CORDEE_FILE_PART, places, sound, troubles, files);
    std::vector<bool> opened(places.size());
    for (std::size_t i = 0, part = 0; i < places.size(); ++i) {
        if (!sound[i])
            continue;
        Request& one = parts[part++];
        opened[i] = one.fine();
        if (opened[i])
            troubles[i] = write_at(one.descriptor.get(), 0, contents[i]);
        one.descriptor.close();
        if (opened[i])
            mine.add(one.facts.file);
    }
    perform(CORDEE_FILE_COMMIT, places, fine(troubles), troubles, files);
    for (std::size_t i = 0; i < places.size(); ++i)
        opened[i] = opened[i] && troubles[i] != Trouble::none;
    perform(CORDEE_FILE_DISCARD, places, opened, troubles, files);
    return troubles;
}

} // namespace cordee::transfer
