"use strict";
require("./typescript.cjs");
module.exports = require("./index.ts").main;
