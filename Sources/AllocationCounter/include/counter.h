#pragma once

/// How often memory was asked for since the start of the process.
long calllog_allocation_count(void);
