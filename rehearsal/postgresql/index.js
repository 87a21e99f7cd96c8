"use strict";
require("../../typescript.cjs");
require("./main.ts");
