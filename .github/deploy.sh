#!/usr/bin/env bash
# Previews a stack once more, stops where that is not what was approved, and only then does it.
#
#   .github/deploy.sh STACK APPROVAL
set -euo pipefail
cd "$(dirname "$0")/.."

export STACK="$1" APPROVAL="$2" POLICY_PACK="${POLICY_PACK:-policies}"

# shellcheck disable=SC2016 # the inner shell expands it
exec node ops/run.cjs ops tunnel --stack "$STACK" --if-needed -- bash -euo pipefail -c '
  PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true \
    pulumi preview --stack "$STACK" --refresh --json --non-interactive --policy-pack "$POLICY_PACK" |
    node ops/run.cjs ops preview-compare --stack "$STACK" --approved "$APPROVAL" -
  pulumi up --stack "$STACK" --refresh --yes --skip-preview --non-interactive --policy-pack "$POLICY_PACK"
'
