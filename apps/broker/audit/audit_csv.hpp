// The audit log for spreadsheets: RFC 4180, and nothing in it is taken for a formula.
#pragma once

#include "core/crypto/audit_chain.hpp"

#include <string>

namespace cordee::broker {

std::string audit_csv_head();
std::string audit_csv_line(const crypto::AuditEntry& entry);

} // namespace cordee::broker
