#!/usr/bin/env bash
# Previews a stack as it really is, with the policy pack, through a tunnel where it needs one, and says in words what it
# would do. Ends as preview-summary does.
#
#   .github/preview.sh STACK [option of preview-summary …]
set -euo pipefail
cd "$(dirname "$0")/.."

export STACK="$1" POLICY_PACK="${POLICY_PACK:-policies}"
shift

# The engine's events, since its digest tells of no policy. They are piped: among them are secrets in clear.
export PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true
# Whoever removes a bucket wants to know what is in it. A stack with its own server has no password in its file.
password="$(pulumi config get --path alfred-storage:database.password --stack "$STACK" 2> /dev/null || true)"
export DATABASE_PASSWORD="$password"

# shellcheck disable=SC2016 # the inner shell expands it
exec node ops/run.cjs ops tunnel --stack "$STACK" --if-needed -- bash -o pipefail -c '
  pulumi preview --stack "$STACK" --refresh --json --non-interactive --policy-pack "$POLICY_PACK" |
    PGPASSWORD="$DATABASE_PASSWORD" node ops/run.cjs ops preview-summary --stack "$STACK" --count-objects "$@" -
' preview "$@"
