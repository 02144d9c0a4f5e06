// The transpiler of ts-node: swc, whose native part is unpacked into the clone instead of the user's home.
"use strict";
const { join } = require("node:path");

process.env.SWC_NATIVE_BINDING_CACHE ||= join(__dirname, "..", ".engine");
module.exports = require("ts-node/transpilers/swc");
