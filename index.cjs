"use strict";
require("./typescript.cjs");

// At debug level (pulumi -d, -v=9) the SDK 3.270 prints every answer of the engine as it came, secrets in clear
// (runtime/resource.js, "RegisterResource RPC finished"). Those lines keep all but the answer.
const log = require("@pulumi/pulumi/log");
const { debug } = log;
log.debug = (message, ...rest) => debug(message.replace(/, resp: [^]*$/, ", resp: [not shown]"), ...rest);

module.exports = require("./index.ts").main;
