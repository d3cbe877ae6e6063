#!/bin/sh
# Writes the golden packages and their inputs again. Run it only when the bytes of a package are meant to change, and review the diff:
# packages in the archive keep the old bytes, and a re-send after a crash is adopted, not written again.
cd "$(dirname "$0")/../../.." && GOLDEN=write npm run -s jest -- --selectProjects unit --testPathPatterns test/core/package/golden
