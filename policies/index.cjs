// The pack as the engine starts it: what it runs is TypeScript, which the same hook compiles as for the program.
"use strict";
require("../typescript.cjs");
require("./pack.ts");
