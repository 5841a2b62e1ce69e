// Small JSON objects for the audit log.
#pragma once

#include "apps/broker/audit/audit_log.hpp"
#include "apps/broker/http/http_message.hpp"
#include "apps/broker/policy/module_access.hpp"

#include <Poco/Dynamic/Var.h>

#include <initializer_list>
#include <utility>

namespace cordee::broker {

struct Broker;

using Member = std::pair<const char*, Poco::Dynamic::Var>;
json::Object object_of(std::initializer_list<Member> members);

/// {modules:[{id, permissions}]}
json::Object object_of(const std::vector<ModuleAccess>& modules);

/// {version, sha256, lines}: of two texts, each with the lines that the other lacks, as far as 4 KiB go.
struct TextChange {
    json::Object before;
    json::Object after;
};
TextChange change_of(const std::string& before, const std::string& after);

/// An act of whoever is logged in.
void record(Broker& broker, const Request& request, const Operator& who, std::string_view act,
            AuditFacts facts = {});

} // namespace cordee::broker
