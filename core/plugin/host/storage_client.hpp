// Asks the core for stored values.
#pragma once

#include "core/base/bytes.hpp"
#include "core/plugin/storage_frame.hpp"

#include <mutex>

namespace cordee::plugin::host {

/// Any thread; one waits for the other.
class StorageClient {
public:
    explicit StorageClient(int socket) : socket_{socket} {}

    struct Reply {
        cordee_status status = CORDEE_CLOSED;
        Bytes value;
    };
    Reply ask(StorageAction action, cordee_storage_scope scope, std::string_view key, View value = {});

private:
    bool send(const StorageHeader& header, std::string_view key, View value);
    bool receive(Reply& reply);

    int socket_;
    std::mutex asking_;
};

} // namespace cordee::plugin::host
