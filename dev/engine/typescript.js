// `node -r ./dev/engine/typescript.js FILE.ts` runs a clone's TypeScript. ts-node keeps a cache of its compiler; it goes into the clone and not
// into the machine's temporary folder, here and in every process started from here.
"use strict";
const { join } = require("node:path");

process.env.V8_COMPILE_CACHE_CACHE_DIR ||= join(__dirname, "..", "..", ".engine", "compile-cache");
require("ts-node/register/transpile-only");
