"use strict";
require("./typescript.cjs");

// At debug level (pulumi -d, -v=9) the SDK 3.270 prints every answer of the engine as it came, secrets in clear
// (runtime/resource.js, "RegisterResource RPC finished"). Those lines keep all but the answer.
const log = require("@pulumi/pulumi/log");
const { debug } = log;
log.debug = (message, ...rest) => debug(message.replace(/, resp: [^]*$/, ", resp: [not shown]"), ...rest);

// For a trace the SDK also inspects a failure with all that it refers to (cmd/run/run.js, "uncaughtError"), which takes ten
// seconds and more. Of a refusal, which is a RunError, the message is all that there is to see.
const { inspect } = require("node:util");
const { RunError } = require("@pulumi/pulumi");
RunError.prototype[inspect.custom] = function () {
  return this.message;
};

// The SDK keeps with each of its promises where it was made, should one never end. To look all of those frames up in source
// maps (source-map-support) took two thirds of the program's time, so there they stay as they are, and are few.
const { prepareStackTrace } = Error;
if (prepareStackTrace !== undefined) {
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise"
      ? [error, ...frames.slice(1, 6)].join("\n    at ")
      : prepareStackTrace(error, frames);
}

module.exports = require("./index.ts").main;
